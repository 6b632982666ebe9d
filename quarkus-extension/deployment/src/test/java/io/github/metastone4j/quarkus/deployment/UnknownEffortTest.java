package io.github.metastone4j.quarkus.deployment;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnknownEffortTest extends BadConfiguration {

    @RegisterExtension
    static final QuarkusUnitTest APP = refused("chat-model.effort", "huge", "low", "medium", "high");
}
