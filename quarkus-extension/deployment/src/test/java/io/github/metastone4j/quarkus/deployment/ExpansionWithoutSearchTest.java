package io.github.metastone4j.quarkus.deployment;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExpansionWithoutSearchTest extends BadConfiguration {

    @RegisterExtension
    static final QuarkusUnitTest APP =
            refused("chat-model.search-expansion", "3", "between 2 and 4096, and search set");
}
