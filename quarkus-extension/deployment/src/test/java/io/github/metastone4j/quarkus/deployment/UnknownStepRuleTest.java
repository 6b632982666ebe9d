package io.github.metastone4j.quarkus.deployment;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnknownStepRuleTest extends BadConfiguration {

    @RegisterExtension
    static final QuarkusUnitTest APP = refused("chat-model.step-rule", "sometimes", "paragraph");
}
