package io.github.metastone4j.quarkus.deployment;

import dev.langchain4j.model.chat.ChatModel;
import io.quarkiverse.langchain4j.ModelName;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedWeightsConflictTest extends BadConfiguration {

    @RegisterExtension
    static final QuarkusUnitTest APP = refused("careful.max-rows", "7", "<default>", "it must be 64");

    @Inject
    @ModelName("careful")
    ChatModel careful;
}
