package io.github.metastone4j.quarkus.deployment;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class TopPOutOfRangeTest extends BadConfiguration {

    @RegisterExtension
    static final QuarkusUnitTest APP = refused("chat-model.top-p", "7", "more than 0 and at most 1");
}
