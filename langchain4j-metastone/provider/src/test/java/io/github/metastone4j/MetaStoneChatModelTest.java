package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import io.github.metastone4j.generation.PromptTooLongException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaStoneChatModelTest {

    @TempDir
    static Path folder;

    private static ReflectiveModel loaded;

    @BeforeAll
    static void load() {
        loaded = ReflectiveModel.load(ReflectiveModels.options(ReflectiveModels.thinking(folder)));
    }

    @AfterAll
    static void unload() {
        loaded.close();
    }

    private static MetaStoneChatModel.Builder model() {
        return MetaStoneChatModel.builder()
                .model(loaded)
                .trajectories(3)
                .temperature(0.9)
                .seed(5L)
                .maxThinkingTokens(20)
                .maxOutputTokens(9);
    }

    @Test
    void aResponseHasTextUsageAndAllTrajectories() {
        ChatResponse response = model().build().chat(SystemMessage.from("Be brief."), UserMessage.from("How many?"));
        assertThat(response.aiMessage().text()).isNotBlank();
        assertThat(response.aiMessage().thinking()).isNull();
        assertThat(response.modelName()).isEqualTo("tiny-reasoner");
        assertThat(response.id()).isNotBlank();
        var metadata = (MetaStoneChatResponseMetadata) response.metadata();
        Reflection reflection = metadata.reflection();
        assertThat(reflection.trajectories()).hasSize(3);
        var usage = (MetaStoneTokenUsage) metadata.tokenUsage();
        assertThat(usage.inputTokenCount()).isEqualTo(reflection.promptTokens());
        assertThat(usage.outputTokenCount()).isEqualTo(reflection.winner().tokens());
        assertThat(usage.totalTokenCount()).isEqualTo(usage.inputTokenCount() + usage.outputTokenCount());
        assertThat(usage.thinkingTokens()).isEqualTo(reflection.winner().thinkingTokens());
        assertThat(usage.allOutputTokens()).isEqualTo(reflection.allTokens());
        assertThat(metadata.finishReason()).isEqualTo(reflection.complete() ? FinishReason.STOP : FinishReason.LENGTH);
        assertThat(metadata.toBuilder().build()).isEqualTo(metadata);
    }

    @Test
    void thinkingIsReturnedOnRequestAndTheTagsNever() {
        ChatResponse response = model().returnThinking(true).build().chat(UserMessage.from("How many?"));
        assertThat(response.aiMessage().thinking()).isNotBlank().doesNotContain("<think>", "</think>");
        assertThat(response.aiMessage().text()).doesNotContain("<think>", "</think>");
    }

    @Test
    void theSameSeedGivesTheSameAnswer() {
        assertThat(model().build().chat("How many?")).isEqualTo(model().build().chat("How many?"));
    }

    @Test
    void aRequestsOwnParametersGoBeforeTheModels() {
        ChatResponse response = model().returnTrajectories(true)
                .build()
                .chat(request(
                        parameters().temperature(0.0).topK(3).maxOutputTokens(2).modelName("tiny-reasoner")));
        Reflection reflection = ((MetaStoneChatResponseMetadata) response.metadata()).reflection();
        assertThat(reflection.winner().tokens() - reflection.winner().thinkingTokens())
                .isLessThanOrEqualTo(2);
        assertThat(reflection.trajectories().stream()
                        .map(ReflectionTrajectory::thinking)
                        .distinct())
                .hasSize(1); // greedy
    }

    @Test
    void whatIsNotSupportedIsRefusedByName() {
        refused("frequencyPenalty", parameters().frequencyPenalty(0.1));
        refused("presencePenalty", parameters().presencePenalty(0.1));
        refused("JSON response format", parameters().responseFormat(ResponseFormat.JSON));
    }

    private static void refused(String feature, DefaultChatRequestParameters.Builder<?> parameters) {
        assertThatThrownBy(() -> model().build().chat(request(parameters)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(feature);
    }

    @Test
    void aForeignModelNameIsRefused() {
        assertThatThrownBy(() -> model().build().chat(request(parameters().modelName("another"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("'another'")
                .hasMessageContaining("'tiny-reasoner'");
        assertThatThrownBy(() -> model().modelName("another").build()).isInstanceOf(UnsupportedFeatureException.class);
        assertThat(model().modelName("tiny-reasoner").build().chat("How many?")).isNotBlank();
    }

    @Test
    void whatCannotBeAnsweredIsAnInvalidRequest() {
        assertThatThrownBy(() -> model().build().chat("how ".repeat(600)))
                .isInstanceOf(InvalidRequestException.class)
                .hasCauseInstanceOf(PromptTooLongException.class);
        assertThatThrownBy(() -> model().build().chat(request(parameters().temperature(Double.NaN))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("temperature is NaN");
        assertThatThrownBy(() -> model().trajectories(0).build()).hasMessageContaining("trajectories is 0");
        assertThatThrownBy(() -> model().temperature(Double.NaN).build()).hasMessageContaining("temperature is NaN");
    }

    @Test
    void aSharedModelStaysOpenWhenOneChatModelIsClosed() {
        model().build().close();
        assertThat(model().build().chat("How many?")).isNotBlank();
    }

    private static DefaultChatRequestParameters.Builder<?> parameters() {
        return ChatRequestParameters.builder();
    }

    private static ChatRequest request(DefaultChatRequestParameters.Builder<?> parameters) {
        return ChatRequest.builder()
                .messages(UserMessage.from("How many?"))
                .parameters(parameters.build())
                .build();
    }

    @Test
    void aClosedModelSaysSoToBothChatModels(@TempDir Path other) {
        ReflectiveModel closed = ReflectiveModel.load(ReflectiveModels.options(ReflectiveModels.thinking(other)));
        MetaStoneChatModel chat = model().model(closed).build();
        MetaStoneStreamingChatModel stream =
                MetaStoneStreamingChatModel.builder().model(closed).build();
        closed.close();
        assertThatThrownBy(() -> chat.chat("How many?"))
                .isInstanceOf(NonRetriableException.class)
                .hasMessageContaining("the model is closed");
        stream.close();
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        stream.chat("How many?", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String text) {}

            @Override
            public void onCompleteResponse(ChatResponse response) {}

            @Override
            public void onError(Throwable error) {
                told.complete(error);
            }
        });
        assertThat(told)
                .succeedsWithin(Duration.ofSeconds(10))
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(NonRetriableException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> model().model(closed).build()).hasMessageContaining("the model is closed");
    }

    @Test
    void aLoadedModelAndHowToLoadOneAreNotBothTaken() {
        assertThatThrownBy(() -> model().modelPath(Path.of("/nowhere")).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/nowhere")
                .hasMessageContaining("leave one of them out");
    }

    @Test
    void whatUsersWriteStaysOnOneLineOfTheLog() {
        assertThat(ChatLog.oneLine("a\r\nINFO b\u001b[31m\u2028 \uD83C\uDFB1"))
                .isEqualTo("a\\r\\nINFO b\\u001b[31m\\u2028 \uD83C\uDFB1");
    }

    @Test
    void anAsynchronousCallEndsAsTheOtherDoesAndListenersAreCalledAllTheSame() throws Exception {
        List<Integer> heard = new ArrayList<>();
        ReflectionListener listener = new ReflectionListener() {
            @Override
            public void onThought(ReflectionTrajectory trajectory) {
                heard.add(trajectory.index());
            }
        };
        ChatRequest plain = request(parameters());
        ChatResponse expected = model().build().chat(plain);
        assertThat(model().build().doChatAsync(plain).get(20, TimeUnit.SECONDS).aiMessage())
                .isEqualTo(expected.aiMessage());
        assertThat(model().reflectionListener(listener)
                        .build()
                        .doChatAsync(plain)
                        .get(20, TimeUnit.SECONDS)
                        .aiMessage())
                .isEqualTo(expected.aiMessage());
        assertThat(heard).containsExactlyInAnyOrder(0, 1, 2);
        assertThatThrownBy(() -> model().build()
                        .doChatAsync(request(parameters().topP(3.0)))
                        .get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aCancelledFutureCancelsItsRequest() throws Exception {
        var future = model().maxThinkingTokens(400).build().doChatAsync(request(parameters()));
        future.cancel(true);
        for (int i = 0;
                i < 2000
                        && loaded.loop().occupancy().running()
                                        + loaded.loop().occupancy().waiting()
                                > 0;
                i++) {
            Thread.sleep(2);
        }
        assertThat(loaded.loop().occupancy().running()).isZero();
    }
}
