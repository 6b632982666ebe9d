package io.github.metastone4j.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.ModelDisabledException;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.DisabledStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DisabledTest {

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withEmptyApplication()
            .overrideConfigKey("quarkus.langchain4j.metastone.enable-integration", "false");

    @Inject
    ChatModel chat;

    @Inject
    StreamingChatModel streaming;

    @Inject
    TokenCountEstimator estimator;

    @Test
    void a_model_that_is_switched_off_says_so() {
        assertThatThrownBy(() -> chat.chat("Compute 2 + 3.")).isInstanceOf(ModelDisabledException.class);
        assertThat((Object) ClientProxy.unwrap(streaming)).isInstanceOf(DisabledStreamingChatModel.class);
        assertThatThrownBy(() -> estimator.estimateTokenCountInText("a")).isInstanceOf(ModelDisabledException.class);
    }
}
