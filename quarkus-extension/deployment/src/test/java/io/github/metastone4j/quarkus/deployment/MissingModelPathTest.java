package io.github.metastone4j.quarkus.deployment;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class MissingModelPathTest extends BadConfiguration {

    @RegisterExtension
    static final QuarkusUnitTest APP = refused("model-path", "no/such/model", "a Hugging Face folder");
}
