package io.github.metastone4j.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.MetaStoneTokenCountEstimator;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.generation.Occupancy;
import io.github.metastone4j.nano.recipe.NanoProblems;
import io.github.metastone4j.selection.FinalAnswer;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shipped model behind both chat models: real weights, real decoding. */
class NanoChatIT {

    private static final String FARM = "A farm packs 12 boxes of 8 apples and gives 15 apples away. How many are left?";

    private static ReflectiveModel loaded;
    private static MetaStoneChatModel chat;
    private static MetaStoneStreamingChatModel stream;

    @BeforeAll
    static void load() {
        loaded = ReflectiveModel.load(ModelOptions.embedded());
        chat = MetaStoneChatModel.builder()
                .model(loaded)
                .selector(Selector.WEIGHTED_MAJORITY)
                .build();
        stream = MetaStoneStreamingChatModel.builder()
                .model(loaded)
                .selector(Selector.WEIGHTED_MAJORITY)
                .returnThinking(true)
                .build();
    }

    @AfterAll
    static void close() {
        stream.close();
        loaded.close();
    }

    private static ChatRequest request(ReasoningEffort effort, long seed, ChatMessage... messages) {
        return ChatRequest.builder()
                .messages(messages)
                .parameters(MetaStoneChatRequestParameters.builder()
                        .effort(effort)
                        .seed(seed)
                        .returnTrajectories(true)
                        .build())
                .build();
    }

    /** Collects a stream. */
    private static class Collected implements StreamingChatResponseHandler {
        final StringBuffer text = new StringBuffer();
        final StringBuffer thinking = new StringBuffer();
        final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

        @Override
        public void onPartialResponse(String part) {
            text.append(part);
        }

        @Override
        public void onPartialThinking(PartialThinking part) {
            thinking.append(part.text());
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            end.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            end.completeExceptionally(error);
        }

        ChatResponse response() throws Exception {
            return end.get(2, TimeUnit.MINUTES);
        }
    }

    @Test
    void aStreamIsTheAnswerThatTheSameSeedGivesWithoutOne() throws Exception {
        ChatResponse whole = chat.chat(request(ReasoningEffort.MEDIUM, 5, UserMessage.from(FARM)));
        var collected = new Collected();
        stream.chat(request(ReasoningEffort.MEDIUM, 5, UserMessage.from(FARM)), collected);
        AiMessage streamed = collected.response().aiMessage();

        assertThat(streamed.text()).isEqualTo(whole.aiMessage().text());
        assertThat(collected.text).hasToString(streamed.text());
        assertThat(collected.thinking).hasToString(streamed.thinking()).contains("=");
        assertThat(FinalAnswer.of(streamed.text())).isEqualTo("81");
        assertThat(trajectories(collected.response())).isEqualTo(trajectories(whole));
    }

    private static List<ReflectionTrajectory> trajectories(ChatResponse response) {
        return ((MetaStoneChatResponseMetadata) response.metadata()).trajectories();
    }

    @Test
    void aConversationOfThreeTurnsIsReadAsAWholeEachTime() {
        var counts = new MetaStoneTokenCountEstimator(loaded);
        List<ChatMessage> memory = new ArrayList<>();
        int before = 0;
        for (String question : List.of("What is 3 + 4?", "What is 7 * 6?", FARM)) {
            memory.add(UserMessage.from(question));
            ChatResponse response = chat.chat(request(ReasoningEffort.LOW, 3, memory.toArray(ChatMessage[]::new)));
            assertThat(response.tokenUsage().inputTokenCount())
                    .isEqualTo(counts.estimateTokenCountInMessages(memory))
                    .isGreaterThan(before);
            assertThat(response.aiMessage().text()).isNotBlank();
            before = response.tokenUsage().inputTokenCount();
            memory.add(response.aiMessage());
        }
        assertThat(memory).hasSize(6);
    }

    @Test
    void aCancelledStreamIsSilentAndLeavesNothing() throws Exception {
        var collected = new Collected() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                text.append(part.text());
                context.streamingHandle().cancel();
            }
        };
        stream.chat(request(ReasoningEffort.HIGH, 5, UserMessage.from(FARM)), collected);
        Occupancy idle = new Occupancy(0, 0, 0, 0);
        for (int i = 0;
                i < 6000
                        && (collected.text.isEmpty()
                                || !loaded.loop().occupancy().equals(idle));
                i++) {
            Thread.sleep(5);
        }
        String heard = collected.text.toString();
        Thread.sleep(100);
        assertThat(loaded.loop().occupancy()).isEqualTo(idle);
        assertThat(collected.text).hasToString(heard);
        assertThat(collected.end).isNotDone();
    }

    /** How many ask at once. */
    int callers() {
        return 6;
    }

    @Test
    void callersWithAllEffortsGetWhatEachGetsAlone() throws Exception {
        NanoProblems problems = NanoProblems.heldOut(4);
        List<ChatRequest> requests = new ArrayList<>();
        for (int i = 0; i < callers(); i++) { // Every effort, streamed and not.
            ReasoningEffort effort = ReasoningEffort.values()[i % 3];
            requests.add(request(effort, i, UserMessage.from(problems.next().question())));
        }
        List<ChatResponse> alone = requests.stream().map(chat::chat).toList();

        ExecutorService callers = Executors.newFixedThreadPool(requests.size());
        try {
            List<Callable<ChatResponse>> calls = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                ChatRequest request = requests.get(i);
                boolean streamed = i % 2 == 1;
                calls.add(() -> {
                    if (!streamed) {
                        return chat.chat(request);
                    }
                    var collected = new Collected();
                    stream.chat(request, collected);
                    return collected.response();
                });
            }
            List<Future<ChatResponse>> together = callers.invokeAll(calls);
            for (int i = 0; i < requests.size(); i++) {
                ChatResponse response = together.get(i).get();
                assertThat(response.aiMessage().text())
                        .isEqualTo(alone.get(i).aiMessage().text());
                assertThat(trajectories(response))
                        .as(requests.get(i).toString())
                        .isEqualTo(trajectories(alone.get(i)));
            }
        } finally {
            callers.shutdown();
        }
    }
}
