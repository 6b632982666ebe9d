package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.effort.EffortReport;
import io.github.metastone4j.generation.Occupancy;
import io.github.metastone4j.kernel.CountingEngine;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.kernel.NativeResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers who do everything they may, and some things they may not, on a real decoder. */
class StressIT {

    private static final int REQUESTS = 2000;
    private static final int CALLERS = 8;
    private static final int QUESTIONS = 24;

    @TempDir
    Path folder;

    /** How a request can end. */
    private enum End {
        ANSWERED,
        CANCELLED,
        LATE,
        QUEUE_FULL,
        REFUSED
    }

    @Test
    void nothingIsLeftOfTwoThousandRequestsAndNoAnswerIsWrong() throws Exception {
        int before = NativeResources.held();
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        ModelOptions options = ReflectiveModels.options(ReflectiveModels.thinking(folder))
                .withMaxRows(12)
                .withMaxQueuedRequests(4);
        Map<End, Integer> ends = new EnumMap<>(End.class);
        var engine = new CountingEngine(Golden.of("qwen2-float32").decoder(Dtype.FLOAT32));
        try (ReflectiveModel loaded = ReflectiveModel.on(engine, options);
                var chat = MetaStoneChatModel.builder().model(loaded).build();
                var stream = MetaStoneStreamingChatModel.builder().model(loaded).build()) {
            List<AiMessage> alone = IntStream.range(0, QUESTIONS)
                    .mapToObj(i -> chat.chat(request(i).build()).aiMessage())
                    .toList();
            awaitIdle(loaded);
            int idle = engine.open();
            int loadedResources = NativeResources.held();

            ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            List<Callable<End>> calls = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                var random = new Random(i);
                int question = random.nextInt(QUESTIONS);
                calls.add(() -> random.nextBoolean()
                        ? blocking(chat, question, alone.get(question), random)
                        : streaming(stream, question, alone.get(question), random));
            }
            for (Future<End> end : callers.invokeAll(calls, 5, TimeUnit.MINUTES)) {
                ends.merge(end.get(), 1, Integer::sum);
            }
            callers.shutdown();

            awaitIdle(loaded);
            assertThat(loaded.loop().occupancy()).isEqualTo(new Occupancy(0, 0, 0, 0));
            assertThat(engine.open()).isEqualTo(idle);
            assertThat(NativeResources.held()).isEqualTo(loadedResources);
            assertThat(chat.chat(request(3).build()).aiMessage()).isEqualTo(alone.get(3));
        }
        int threads = 0;
        for (int i = 0;
                i < 400;
                i++) { // an idle thread of a pool that was shut down ends at once, but not at this instant
            threads = (int) Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("metastone-") && !others.contains(thread))
                    .count();
            if (threads == 0) {
                break;
            }
            Thread.sleep(10);
        }
        System.out.printf(
                "%d requests from %d callers: %s; left over: 0 rows, 0 cache bytes, %d sequences, %d threads, %d tensors%n",
                REQUESTS, CALLERS, ends, engine.open(), threads, NativeResources.held() - before);
        assertThat(ends.keySet()).containsExactlyInAnyOrder(End.values()); // every way was gone
        assertThat(ends.get(End.ANSWERED)).isGreaterThan(REQUESTS / 3);
        assertThat(engine.open()).isZero();
        assertThat(threads).isZero();
        assertThat(NativeResources.held()).isEqualTo(before);
    }

    private static ChatRequest.Builder request(int question) {
        return request(question, MetaStoneChatRequestParameters.builder());
    }

    private static ChatRequest.Builder request(int question, MetaStoneChatRequestParameters.Builder parameters) {
        return ChatRequest.builder()
                .messages(UserMessage.from("How many is " + question + "?"))
                .parameters(parameters
                        .trajectories(1 + question % 4)
                        .temperature(0.9)
                        .seed((long) question)
                        .maxThinkingTokens(3 + question % 7)
                        .maxOutputTokens(2 + question % 5)
                        .stepRule("window:2")
                        .build());
    }

    private static End blocking(MetaStoneChatModel chat, int question, AiMessage expected, Random random) {
        boolean interrupted = random.nextInt(20) == 0;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            ChatResponse response = chat.chat(any(question, random).build());
            assertAnswered(response, expected);
            return End.ANSWERED;
        } catch (RuntimeException e) {
            return end(e);
        } finally {
            assertThat(Thread.interrupted()).isIn(interrupted, false);
        }
    }

    private static End streaming(MetaStoneStreamingChatModel stream, int question, AiMessage expected, Random random)
            throws Exception {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        int patience = random.nextInt(4) == 0 ? random.nextInt(6) : Integer.MAX_VALUE;
        MetaStoneChatRequestParameters watched = MetaStoneChatRequestParameters.builder()
                .reflectionListener(new ReflectionListener() {
                    private int heard;
                    private StreamingHandle handle;

                    @Override
                    public void onBegin(StreamingHandle begun) {
                        handle = begun;
                    }

                    @Override
                    public void onThinking(int trajectory, String text) {
                        if (++heard > patience) {
                            handle.cancel();
                            end.cancel(false);
                        }
                    }
                })
                .build();
        ChatRequest asked = any(question, random).build();
        try {
            stream.chat(
                    ChatRequest.builder()
                            .messages(asked.messages())
                            .parameters(watched.overrideWith(asked.parameters()))
                            .build(),
                    new StreamingChatResponseHandler() {
                        @Override
                        public void onPartialResponse(String text) {}

                        @Override
                        public void onCompleteResponse(ChatResponse response) {
                            end.complete(response);
                        }

                        @Override
                        public void onError(Throwable error) {
                            end.completeExceptionally(error);
                        }
                    });
            assertAnswered(end.get(60, TimeUnit.SECONDS), expected);
            return End.ANSWERED;
        } catch (ExecutionException e) {
            return end(e.getCause());
        } catch (RuntimeException e) {
            return end(e);
        }
    }

    /** As alone; but where most of a deadline was over while trajectories thought, the best so far has answered. */
    private static void assertAnswered(ChatResponse response, AiMessage expected) {
        var metadata = (MetaStoneChatResponseMetadata) response.metadata();
        if (metadata.reflection().spending().end() != EffortReport.End.TIME) {
            assertThat(response.aiMessage()).isEqualTo(expected);
        }
    }

    /** Mostly the question as it is, sometimes with a deadline, sometimes what can't be asked. */
    private static ChatRequest.Builder any(int question, Random random) {
        MetaStoneChatRequestParameters.Builder parameters = MetaStoneChatRequestParameters.builder();
        return switch (random.nextInt(20)) {
            case 0 -> request(question, parameters.deadline(Duration.ofNanos(1 + random.nextInt(4_000_000))));
            case 1 -> request(question, parameters.topP(7.0));
            case 2 -> request(question, parameters.modelName("another"));
            case 3 -> request(question, parameters.toolChoice(ToolChoice.REQUIRED));
            case 4 -> request(question, parameters.presencePenalty(1.0));
            case 5 -> request(question).messages(UserMessage.from("how ".repeat(600)));
            default -> request(question);
        };
    }

    private static End end(Throwable failure) {
        if (failure instanceof CancellationException) {
            return End.CANCELLED;
        } else if (failure instanceof TimeoutException) {
            return End.LATE;
        } else if (failure instanceof RateLimitException) {
            return End.QUEUE_FULL;
        } else if (failure instanceof InvalidRequestException || failure instanceof UnsupportedFeatureException) {
            return End.REFUSED;
        }
        throw new AssertionError("an end that nobody asked for", failure);
    }

    private static void awaitIdle(ReflectiveModel loaded) throws InterruptedException {
        Occupancy idle = new Occupancy(0, 0, 0, 0);
        for (int i = 0; i < 2000 && !loaded.loop().occupancy().equals(idle); i++) {
            Thread.sleep(5);
        }
    }
}
