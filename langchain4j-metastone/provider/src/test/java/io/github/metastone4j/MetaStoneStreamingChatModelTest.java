package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.ScriptedModels.Line;
import io.github.metastone4j.generation.Occupancy;
import io.github.metastone4j.kernel.ScriptedEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaStoneStreamingChatModelTest {

    private static final Line WRONG = new Line("A guess.\n\nIt will do.\n\n", "Seven.", 0.1);
    private static final Line RIGHT = new Line("Three and five.\n\nThat is eight.\n\n", "\n\nEight 🎱 it is. ", 0.9);

    @TempDir
    static Path folder;

    private static ReflectiveModel loaded;

    @BeforeAll
    static void load() {
        loaded = ScriptedModels.model(folder, WRONG, RIGHT);
    }

    @AfterAll
    static void unload() {
        loaded.close();
    }

    private static MetaStoneStreamingChatModel.Builder model() {
        return MetaStoneStreamingChatModel.builder()
                .model(loaded)
                .trajectories(6)
                .seed(1L);
    }

    @Test
    void theWinnersAnswerComesTokenByTokenOnOneThreadAndEqualsTheResponse() {
        var heard = new Heard();
        model().build().chat("How many?", heard);
        ChatResponse response = heard.response();
        assertThat(response.aiMessage().text()).isEqualTo("Eight 🎱 it is.");
        assertThat(heard.text).hasToString("Eight 🎱 it is.").doesNotContain("\uFFFD");
        assertThat(heard.events).hasSizeGreaterThan(10).endsWith("complete");
        assertThat(heard.events.subList(0, heard.events.size() - 1)).containsOnly("text");
        assertThat(heard.threads).hasSize(1).doesNotContain(Thread.currentThread());
        var metadata = (MetaStoneChatResponseMetadata) response.metadata();
        assertThat(metadata.trajectories().get(metadata.selectedIndex()).score())
                .isGreaterThan(0.8);
        assertThat(metadata.trajectories())
                .extracting(ReflectionTrajectory::thinking)
                .containsOnlyNulls();
    }

    @Test
    void theWinnersThinkingComesAfterTheChoiceIfItIsAskedFor() {
        var heard = new Heard();
        var chosen = new AtomicReference<List<String>>();
        model().returnThinking(true)
                .reflectionListener(new ReflectionListener() {
                    @Override
                    public void onSelected(io.github.metastone4j.selection.Selection selection) {
                        chosen.set(List.copyOf(heard.events));
                    }
                })
                .build()
                .chat("How many?", heard);
        assertThat(heard.response().aiMessage().thinking()).isEqualTo("Three and five.\n\nThat is eight.");
        assertThat(heard.thinking).hasToString("Three and five.\n\nThat is eight.");
        assertThat(chosen.get()).isEmpty();
        assertThat(heard.events).startsWith("thinking", "thinking", "text");
    }

    @Test
    void oneTrajectorysThinkingComesAsItIsThought() {
        var heard = new Heard();
        var before = new AtomicReference<Integer>(0);
        model().returnThinking(true)
                .trajectories(1)
                .reflectionListener(new ReflectionListener() {
                    @Override
                    public void onSelected(io.github.metastone4j.selection.Selection selection) {
                        before.set(heard.events.size());
                    }
                })
                .build()
                .chat("How many?", heard);
        assertThat(heard.response().aiMessage().thinking()).hasToString(heard.thinking.toString());
        assertThat(before.get()).isGreaterThan(10);
    }

    @Test
    void afterACancelThereIsSilenceAndTheRowsAreFree() throws InterruptedException {
        var heard = new Heard() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                super.onPartialResponse(part, context);
                if (events.size() == 3) {
                    context.streamingHandle().cancel();
                    context.streamingHandle().cancel();
                }
            }
        };
        model().build().chat("How many?", heard);
        quiet(heard, 3);
        assertThat(heard.events).containsExactly("text", "text", "text");
    }

    @Test
    void whoListensCanCancelBeforeThereIsAWinner() throws InterruptedException {
        var heard = new Heard();
        var steps = new AtomicReference<Integer>(0);
        model().reflectionListener(new ReflectionListener() {
                    private StreamingHandle handle;

                    @Override
                    public void onBegin(StreamingHandle begun) {
                        handle = begun;
                    }

                    @Override
                    public void onStep(int trajectory, String text, double score) {
                        steps.set(steps.get() + 1);
                        handle.cancel();
                    }
                })
                .build()
                .chat("How many?", heard);
        quiet(heard, 0);
        assertThat(heard.events).isEmpty();
        assertThat(steps.get()).isEqualTo(1);
    }

    /** Waits until nothing runs, and then a little longer. */
    private static void quiet(Heard heard, int atLeast) throws InterruptedException {
        Occupancy nothing = new Occupancy(0, 0, 0, 0);
        for (int i = 0;
                i < 2000
                        && (heard.events.size() < atLeast
                                || !loaded.loop().occupancy().equals(nothing));
                i++) {
            Thread.sleep(5);
        }
        Thread.sleep(50);
        assertThat(loaded.loop().occupancy()).isEqualTo(nothing);
    }

    @Test
    void aHandlerThatTakesItsTimeHoldsUpNobodyElse() throws InterruptedException {
        var mayGoOn = new CountDownLatch(1);
        var slow = new Heard() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                super.onPartialResponse(part, context);
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
        MetaStoneStreamingChatModel model = model().build();
        model.chat("How many?", slow);
        while (slow.events.isEmpty()) {
            Thread.sleep(1);
        }
        var quick = new Heard();
        model.chat("How many?", quick);
        assertThat(quick.response().aiMessage().text()).startsWith("Eight");
        mayGoOn.countDown();
        assertThat(slow.response().aiMessage().text()).startsWith("Eight");
    }

    @Test
    void aHandlerMayAskAgainAndWaitForIt() {
        MetaStoneStreamingChatModel model = model().build();
        var second = new Heard();
        var first = new Heard() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                model.chat("How many?", second);
                second.response();
                super.onCompleteResponse(response);
            }
        };
        model.chat("How many?", first);
        assertThat(first.response().aiMessage().text()).startsWith("Eight");
    }

    @Test
    void whatCannotBeAskedForIsThrownAndTheRestIsToldToTheHandler() {
        var heard = new Heard();
        assertThatThrownBy(() -> model().build()
                        .chat(request(MetaStoneChatRequestParameters.builder().frequencyPenalty(1.0)), heard))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("frequencyPenalty");
        UserMessage image = UserMessage.from(ImageContent.from("http://localhost/cat.png"));
        assertThatThrownBy(() -> model().build().chat(List.of(image), heard))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("image");
        assertThat(heard.events).isEmpty();
        model().build().chat(request(MetaStoneChatRequestParameters.builder().topP(7.0)), heard);
        assertThat(heard.error()).isInstanceOf(InvalidRequestException.class).hasMessageContaining("topP is 7.0");
    }

    @Test
    void aListenersExceptionEndsItsRequest() throws InterruptedException {
        var heard = new Heard();
        var fault = new IllegalStateException("no more");
        model().reflectionListener(new ReflectionListener() {
                    @Override
                    public void onStep(int trajectory, String text, double score) {
                        throw fault;
                    }
                })
                .build()
                .chat("How many?", heard);
        assertThat(heard.error()).isSameAs(fault);
        quiet(heard, 1);
    }

    @Test
    void aListenersExceptionAtTheVeryBeginningEndsItsRequestAsWell() throws InterruptedException {
        var heard = new Heard();
        var fault = new IllegalStateException("not today");
        model().reflectionListener(new ReflectionListener() {
                    @Override
                    public void onBegin(StreamingHandle handle) {
                        throw fault;
                    }
                })
                .build()
                .chat("How many?", heard);
        assertThat(heard.error()).isSameAs(fault);
        quiet(heard, 1);
    }

    @Test
    void anAnswerWithoutThinkingIsNoThinking(@TempDir Path other) {
        var answers = new ScriptedEngine(8192, (text, row) -> {
            boolean asked = text[text.length - 1] != 70;
            return new io.github.metastone4j.kernel.RowOutput(asked ? 70 : 2, -1, 0);
        });
        ModelOptions options = ScriptedModels.options(other);
        ReflectiveModels.write(
                options.path().resolve("chat_template.jinja"),
                "{% for message in messages %}{{ message.content }}{% endfor %}:");
        ReflectiveModels.write(options.path().resolve("generation_config.json"), "{\"eos_token_id\": 2}");
        try (ReflectiveModel direct = ReflectiveModel.on(answers, options)) {
            var heard = new Heard();
            model().model(direct).returnThinking(true).build().chat("How many?", heard);
            ChatResponse response = heard.response();
            assertThat(response.aiMessage().thinking()).isNull();
            assertThat(heard.thinking).isEmpty();
            assertThat(response.aiMessage().text())
                    .hasToString(heard.text.toString())
                    .isNotEmpty();
            var usage = (MetaStoneTokenUsage) response.tokenUsage();
            assertThat(usage.thinkingTokens()).isZero();
            assertThat(usage.answerTokens()).isEqualTo(2);
        }
    }

    @Test
    void failuresBelowAreToldAsLangChain4jKnowsThem(@TempDir Path other) {
        var broken = new ScriptedEngine(8192, (text, row) -> {
            throw new UnsatisfiedLinkError("no libtorch");
        });
        try (ReflectiveModel failing = ReflectiveModel.on(broken, ScriptedModels.options(other))) {
            var heard = new Heard();
            model().model(failing).build().chat("How many?", heard);
            assertThat(heard.error())
                    .isInstanceOf(InternalServerException.class)
                    .hasMessageContaining("no libtorch");
        }
        assertThat(broken.held()).isZero();
    }

    @Test
    void aDeadlineAndTheEndOfTheModelAreToldAsWell(@TempDir Path other) throws Exception {
        var mayGoOn = new CountDownLatch(1);
        ScriptedEngine stalled = new ScriptedEngine(8192, (text, row) -> {
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new io.github.metastone4j.kernel.RowOutput(9, -1, 0);
        });
        ReflectiveModel slow = ReflectiveModel.on(stalled, ScriptedModels.options(other));
        var late = new Heard();
        model().model(slow).deadline(Duration.ofMillis(20)).build().chat("How many?", late);
        assertThat(late.error()).isInstanceOf(TimeoutException.class).hasMessageContaining("20 ms");
        var closed = new Heard();
        model().model(slow).build().chat("How many?", closed);
        var closing = new FutureTask<>(slow::close, null);
        var closer = new Thread(closing);
        closer.start();
        for (int i = 0; i < 2000 && closer.getState() != Thread.State.WAITING; i++) {
            Thread.sleep(1);
        }
        mayGoOn.countDown();
        assertThat(closed.error()).isInstanceOf(NonRetriableException.class).hasMessageContaining("closed");
        closing.get(10, TimeUnit.SECONDS);
    }

    private static ChatRequest request(MetaStoneChatRequestParameters.Builder parameters) {
        return ChatRequest.builder()
                .messages(UserMessage.from("How many?"))
                .parameters(parameters.build())
                .build();
    }
}
