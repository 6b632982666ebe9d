package io.github.metastone4j.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.metastone4j.MetaStoneBuilder;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.effort.EffortReport.End;
import io.github.metastone4j.quarkus.runtime.MetaStoneCustomizer;
import io.github.metastone4j.search.BeamSearch;
import io.quarkiverse.langchain4j.ModelName;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BeansTest {

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Counting.class, Greedy.class))
            .overrideConfigKey("quarkus.langchain4j.metastone.chat-model.effort", "low")
            .overrideConfigKey("quarkus.langchain4j.metastone.chat-model.seed", "1")
            .overrideConfigKey("quarkus.langchain4j.metastone.careful.chat-model.trajectories", "3")
            .overrideConfigKey("quarkus.langchain4j.metastone.careful.chat-model.selector", "weighted-majority")
            .overrideConfigKey("quarkus.langchain4j.metastone.careful.chat-model.search", "beam")
            .overrideConfigKey("quarkus.langchain4j.metastone.careful.chat-model.search-expansion", "3")
            .overrideConfigKey("quarkus.langchain4j.metastone.brief.chat-model.trajectories", "4")
            .overrideConfigKey("quarkus.langchain4j.metastone.brief.chat-model.search", "tree")
            .overrideConfigKey("quarkus.langchain4j.metastone.brief.chat-model.token-budget", "100")
            .overrideConfigKey("quarkus.langchain4j.metastone.brief.chat-model.seed", "1")
            .overrideConfigKey("quarkus.langchain4j.temperature", "0.5");

    @ApplicationScoped
    static class Counting implements ChatModelListener {

        private final AtomicInteger responses = new AtomicInteger();

        int responses() {
            return responses.get();
        }

        @Override
        public void onResponse(ChatModelResponseContext context) {
            responses.incrementAndGet();
        }
    }

    @ApplicationScoped
    static class Greedy implements MetaStoneCustomizer {

        @Override
        public void customize(String modelName, MetaStoneBuilder<?> builder) {
            if (modelName.equals("careful")) {
                builder.topK(5);
            }
        }
    }

    @Inject
    ChatModel chat;

    @Inject
    StreamingChatModel streaming;

    @Inject
    TokenCountEstimator estimator;

    @Inject
    @ModelName("careful")
    ChatModel careful;

    @Inject
    @ModelName("brief")
    ChatModel brief;

    @Inject
    Counting listener;

    private static MetaStoneChatModel ours(ChatModel bean) {
        return (MetaStoneChatModel) ClientProxy.unwrap(bean);
    }

    @Test
    void the_default_model_answers_as_configured() {
        ChatResponse response = chat.chat(UserMessage.from("Compute 7 * 8 - 5."));

        assertThat(response.aiMessage().text()).contains("51");
        assertThat(((MetaStoneChatResponseMetadata) response.metadata()).trajectories())
                .hasSize(2);
    }

    @Test
    void a_named_model_has_settings_of_its_own() {
        var settings = ours(careful).defaultRequestParameters();

        assertThat(settings.trajectories()).isEqualTo(3);
        assertThat(settings.selector()).hasToString("weighted-majority");
        assertThat(settings.search()).isEqualTo(new BeamSearch(3));
    }

    @Test
    void a_tree_keeps_to_the_budget_of_tokens_as_any_answer_does() {
        ChatResponse response = brief.chat(UserMessage.from("Compute 7 * 8 - 5."));

        var reflection = ((MetaStoneChatResponseMetadata) response.metadata()).reflection();
        assertThat(reflection.spending().end()).isEqualTo(End.TOKENS);
        assertThat(reflection.trajectories()).anyMatch(one -> one.ending() == Ending.STOPPED);
    }

    @Test
    void common_keys_of_all_providers_are_taken_where_ours_are_not_set() {
        assertThat(ours(chat).defaultRequestParameters().temperature()).isEqualTo(0.5);
    }

    @Test
    void all_beans_share_one_loaded_model() {
        ReflectiveModel loaded = ours(chat).model();

        assertThat(((MetaStoneStreamingChatModel) ClientProxy.unwrap(streaming)).model())
                .isSameAs(loaded);
        assertThat(ours(careful).model()).isSameAs(loaded);
    }

    @Test
    void listeners_that_are_beans_hear_requests() {
        int before = listener.responses();

        chat.chat("Compute 2 + 3.");

        assertThat(listener.responses()).isEqualTo(before + 1);
    }

    @Test
    void a_customizer_has_the_last_word_on_its_model() {
        assertThat(ours(careful).defaultRequestParameters().topK()).isEqualTo(5);
        assertThat(ours(chat).defaultRequestParameters().topK()).isNull();
    }

    @Test
    void tokens_are_counted_by_the_models_tokenizer() {
        assertThat(estimator.estimateTokenCountInText("Compute 7 * 8 - 5."))
                .isEqualTo(ours(chat).model().tokenizer().encode("Compute 7 * 8 - 5.").length);
    }
}
