package io.github.metastone4j.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.chat.TokenWindowChatMemory;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.V;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.MetaStoneTokenCountEstimator;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionEvent;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.generation.Occupancy;
import io.github.metastone4j.nano.Calculator;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What docs/langchain4j.md and README.md show, as users write it, on the embedded model. The code of their blocks stands here
 * line for line.
 */
class ProviderPageIT {

    private static final Path NANO =
            Path.of("../../langchain4j-metastone/nano/src/main/resources/io/github/metastone4j/nano");
    private static final Path SOURCE = Path.of("src/test/java/io/github/metastone4j/it/ProviderPageIT.java");

    private static MetaStoneChatModel model;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;

    @BeforeAll
    static void load() {
        model = MetaStoneChatModel.builder()
                .trajectories(2)
                .maxOutputTokens(64)
                .seed(1L)
                .build();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @BeforeEach
    void catchWhatIsPrinted() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void letGo() {
        System.setOut(out);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    // The pages themselves

    @ParameterizedTest
    @ValueSource(strings = {"../../docs/langchain4j.md", "../../README.md"})
    void every_java_block_of_a_page_is_run_here(String page) throws IOException {
        List<String> source = lines(Files.readAllLines(SOURCE).stream());
        List<String> blocks = blocks(Files.readString(Path.of(page)));
        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            assertThat(Collections.indexOfSubList(source, lines(block.lines())))
                    .as("where %s has this block of %s:%n%s", SOURCE, page, block)
                    .isNotNegative();
        }
    }

    private static List<String> blocks(String page) {
        List<String> blocks = new ArrayList<>();
        String[] parts = page.split("(?m)^```");
        for (int i = 1; i < parts.length; i += 2) { // every second part is a block
            if (parts[i].startsWith("java\n")) {
                blocks.add(parts[i].substring("java\n".length()));
            }
        }
        return blocks;
    }

    private static List<String> lines(Stream<String> text) {
        return text.map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("import "))
                .toList();
    }

    // README.md

    @Test
    void a_chat_model_tells_how_its_answer_was_found() {
        try (MetaStoneChatModel model =
                MetaStoneChatModel.builder().effort(ReasoningEffort.HIGH).build()) {
            ChatResponse response = model.chat(
                    UserMessage.from("A farm packs 12 boxes of 8 apples and gives 15 apples away. How many are left?"));
            System.out.println(response.aiMessage().text());

            Reflection reflection = ((MetaStoneChatResponseMetadata) response.metadata()).reflection();
            System.out.println(reflection.selection().reason());
            reflection.winner().steps().forEach(step -> System.out.printf("%.3f  %s%n", step.score(), step.text()));
        }
        assertThat(printed()).contains("of 32 gives the answer with the highest sum of scores, '81'");
    }

    // docs/langchain4j.md

    @Test
    void a_chat_model_answers() {
        try (MetaStoneChatModel model = MetaStoneChatModel.builder().seed(1L).build()) {
            System.out.println(model.chat("A farm packs 12 boxes of 8 apples and gives 15 away. How many are left?"));
        }
        assertThat(printed()).contains("\\boxed{");
    }

    @Test
    void a_checkpoint_that_is_not_there_is_named() {
        assertThatThrownBy(() -> {
                    MetaStoneChatModel model = MetaStoneChatModel.builder()
                            .modelPath(Path.of("models", "MetaStone-S1-1.5B"))
                            .device("cuda:0")
                            .effort(ReasoningEffort.MEDIUM)
                            .build();
                    model.close();
                })
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("MetaStone-S1-1.5B");
    }

    @Test
    void an_ai_service_solves_and_tells_what_it_cost() {
        interface Solver {
            Result<String> solve(String question);
        }

        Solver solver = AiServices.create(Solver.class, model);
        Result<String> result = solver.solve("Compute 7 * 8 - 5.");
        System.out.println(result.content() + " " + result.tokenUsage());

        assertThat(result.content()).isNotBlank();
        assertThat(result.tokenUsage()).isInstanceOf(MetaStoneTokenUsage.class);
        assertThat(result.finalResponse().metadata()).isInstanceOf(MetaStoneChatResponseMetadata.class);
    }

    private interface VerbatimSolver {
        @dev.langchain4j.service.UserMessage("{{it}}")
        Result<String> solve(String question);
    }

    @Test
    void a_method_whose_template_is_it_asks_what_it_is_asked() {
        String question = "Compute {{7}} * 8^{{it}} - {x} ${5}.";
        VerbatimSolver solver = AiServices.create(VerbatimSolver.class, model);
        Result<String> result = solver.solve(question);

        assertThat(result.content())
                .isEqualTo(model.chat(UserMessage.from(question)).aiMessage().text());
    }

    private interface SolverWithParameters {
        @dev.langchain4j.service.UserMessage("{{it}}")
        Result<String> solve(@V("it") String question, MetaStoneChatRequestParameters parameters);
    }

    @Test
    void a_method_of_an_ai_service_may_take_parameters() {
        SolverWithParameters solver = AiServices.create(SolverWithParameters.class, model);
        Result<String> result = solver.solve(
                "Compute 7 * 8 - 5.",
                MetaStoneChatRequestParameters.builder().trajectories(3).build());
        var metadata = (MetaStoneChatResponseMetadata) result.finalResponse().metadata();
        assertThat(metadata.trajectories()).hasSize(3);
    }

    @Test
    void a_request_brings_its_own_parameters_and_the_response_tells_all() {
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("Compute 7 * 8 - 5."))
                .parameters(MetaStoneChatRequestParameters.builder()
                        .trajectories(4)
                        .selector(Selector.WEIGHTED_MAJORITY)
                        .temperature(0.8)
                        .seed(7L)
                        .deadline(Duration.ofSeconds(30))
                        .returnTrajectories(true)
                        .build())
                .build();
        ChatResponse response = model.chat(request);

        var metadata = (MetaStoneChatResponseMetadata) response.metadata();
        for (ReflectionTrajectory trajectory : metadata.trajectories()) {
            System.out.printf("trajectory %d: score %.3f%n", trajectory.index(), trajectory.score());
            trajectory.steps().forEach(step -> System.out.printf("  %.3f  %s%n", step.score(), step.text()));
        }
        System.out.println(metadata.reflection().selection().reason());

        var usage = (MetaStoneTokenUsage) response.tokenUsage();
        System.out.printf(
                "%d in, %d out (%d of thinking, %d of answer); all trajectories: %d%n",
                usage.inputTokenCount(),
                usage.outputTokenCount(),
                usage.thinkingTokens(),
                usage.answerTokens(),
                usage.allOutputTokens());

        assertThat(metadata.trajectories()).hasSize(4);
        assertThat(metadata.trajectories())
                .extracting(ReflectionTrajectory::thinking)
                .doesNotContainNull();
        assertThat(metadata.effort()).isNull(); // 4 has no name
        assertThat(metadata.completedTrajectories()).isEqualTo(4);
        assertThat(metadata.selector()).isEqualTo(Selector.WEIGHTED_MAJORITY);
        assertThat(metadata.timings().thinking()).isPositive();
        assertThat(usage.allOutputTokens()).isGreaterThan(usage.outputTokenCount());
        assertThat(printed()).contains("trajectory 3: score", " in, ", " of thinking");
    }

    @Test
    void a_stream_tells_steps_then_the_winners_thinking_then_its_answer() throws Exception {
        MetaStoneStreamingChatModel streaming = MetaStoneStreamingChatModel.builder()
                .model(model.model()) // shares what is loaded
                .effort(ReasoningEffort.LOW)
                .seed(1L)
                .returnThinking(true)
                .reflectionListener(new ReflectionListener() {
                    @Override
                    public void onStep(int trajectory, String text, double score) {
                        System.out.printf("trajectory %d: %.3f  %s%n", trajectory, score, text);
                    }

                    @Override
                    public void onSelected(Selection selection) {
                        System.out.println(selection.reason());
                    }
                })
                .build();

        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        streaming.chat("Compute 7 * 8 - 5.", new StreamingChatResponseHandler() {
            @Override
            public void onPartialThinking(PartialThinking thinking) {
                System.out.print(thinking.text());
            }

            @Override
            public void onPartialResponse(String text) {
                System.out.print(text);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                end.completeExceptionally(error);
            }
        });

        AiMessage message = end.get(20, TimeUnit.SECONDS).aiMessage();
        streaming.close();
        assertThat(printed()).startsWith("trajectory ").contains("of 2").endsWith(message.thinking() + message.text());
        assertThat(model.chat("Compute 1 + 1.")).isNotBlank(); // what is shared stays open
    }

    @Test
    void a_token_stream_keeps_metadata_and_usage() throws Exception {
        interface Solver {
            TokenStream solve(String question);
        }

        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        var streaming = MetaStoneStreamingChatModel.builder()
                .model(model.model())
                .trajectories(2)
                .build();
        AiServices.create(Solver.class, streaming)
                .solve("Compute 7 * 8 - 5.")
                .onPartialResponse(text -> {})
                .onCompleteResponse(end::complete)
                .onError(end::completeExceptionally)
                .start();
        ChatResponse response = end.get(20, TimeUnit.SECONDS);
        assertThat(response.metadata()).isInstanceOf(MetaStoneChatResponseMetadata.class);
        assertThat(response.tokenUsage()).isInstanceOf(MetaStoneTokenUsage.class);
    }

    @Test
    void raw_events_come_where_langchain4j_has_a_callback_for_them() throws Exception {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        var handler = new StreamingChatResponseHandler() {
            public void onUnmappedRawEvent(Object event) {
                if (event instanceof ReflectionEvent.Step step) {
                    System.out.printf("trajectory %d: %.3f  %s%n", step.trajectory(), step.score(), step.text());
                }
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                end.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                end.completeExceptionally(error);
            }
        };
        MetaStoneStreamingChatModel.builder()
                .model(model.model())
                .trajectories(2)
                .seed(1L)
                .build()
                .chat("Compute 7 * 8 - 5.", handler);
        end.get(20, TimeUnit.SECONDS);
        boolean known = Arrays.stream(StreamingChatResponseHandler.class.getMethods())
                .anyMatch(method -> method.getName().equals("onUnmappedRawEvent"));
        assertThat(printed().contains("trajectory ")).isEqualTo(known);

        handler.onUnmappedRawEvent(new ReflectionEvent.Step(1, "1 + 1 = 2.", 0.5));
        assertThat(printed()).contains("1 + 1 = 2.");
    }

    @Test
    void after_a_cancel_a_handler_hears_nothing() throws Exception {
        var enough = new AtomicBoolean(true);
        var ended = new AtomicBoolean();
        MetaStoneStreamingChatModel.builder()
                .model(model.model())
                .trajectories(2)
                .seed(1L)
                .build()
                .chat("Compute 7 * 8 - 5.", new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                        System.out.print(part.text());
                        if (enough.get()) {
                            context.streamingHandle().cancel();
                        }
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        ended.set(true);
                    }

                    @Override
                    public void onError(Throwable error) {
                        ended.set(true);
                    }
                });
        Occupancy idle = new Occupancy(0, 0, 0, 0);
        for (int i = 0; i < 2000 && (printed().isEmpty() || !occupancy().equals(idle)); i++) {
            Thread.sleep(5);
        }
        Thread.sleep(50);
        String whole = model.chat("Compute 7 * 8 - 5.");
        assertThat(whole).startsWith(printed()).hasSizeGreaterThan(printed().length());
        assertThat(printed()).isNotEmpty();
        assertThat(ended).isFalse();
    }

    private static Occupancy occupancy() {
        return model.model().loop().occupancy();
    }

    @Test
    void a_listener_cancels_before_there_is_a_winner() {
        var enough = new AtomicBoolean(true);
        ReflectionListener listener = new ReflectionListener() {
            private StreamingHandle handle;

            @Override
            public void onBegin(StreamingHandle begun) {
                handle = begun;
            }

            @Override
            public void onThinking(int trajectory, String text) {
                if (enough.get()) {
                    handle.cancel();
                }
            }
        };

        assertThatThrownBy(() -> model.chat(
                        request(MetaStoneChatRequestParameters.builder().reflectionListener(listener))))
                .isInstanceOf(CancellationException.class);
    }

    // Tools

    private static void askWithTools(MetaStoneChatModel model) {
        interface Assistant {
            String chat(String message);
        }

        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model)
                .tools(new Calculator())
                .build();
        System.out.println(assistant.chat("What is 3482 * 716?"));
    }

    @Test
    void an_ai_service_may_have_tools() {
        askWithTools(model);
        assertThat(printed()).contains("\\boxed{2493112}");
    }

    @Test
    void a_model_that_calls_tools_is_told_their_results() {
        try (Tokenizer tokenizer = Tokenizer.load(NANO)) {
            var engine = new WrittenAnswers(prompt -> {
                String result = "<tool_response>\n2493112\n</tool_response>";
                String call =
                        "<tool_call>\n{\"name\": \"calculator\", \"arguments\": {\"expression\": \"3482 * 716\"}}\n</tool_call>";
                boolean told = tokenizer.decode(prompt, false).contains(result);
                return tokenizer.encode("A step.\n\n</think>\n\n" + (told ? "It is 2493112." : call) + "<|im_end|>");
            });
            try (ReflectiveModel scripted = ReflectiveModel.on(engine, ModelOptions.embedded())) {
                askWithTools(MetaStoneChatModel.builder().model(scripted).build());
            }
        }
        assertThat(printed()).isEqualToIgnoringNewLines("It is 2493112.");
    }

    @Test
    void a_required_call_is_opened_whatever_the_model_would_say() {
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("What is 3482 * 716?"))
                .toolSpecifications(ToolSpecifications.toolSpecificationsFrom(Calculator.class))
                .toolChoice(ToolChoice.REQUIRED)
                .build();
        AiMessage message = model.chat(request).aiMessage();
        if (message.hasToolExecutionRequests()) {
            System.out.println(message.toolExecutionRequests());
        } else {
            System.out.println("malformed: " + message.text());
        }

        if (message.hasToolExecutionRequests()) {
            assertThat(message.toolExecutionRequests().get(0).name()).isEqualTo("calculator");
        } else {
            assertThat(message.text()).startsWith("<tool_call>").contains("{\"name\": \"calculator\", \"arguments\":");
        }
    }

    @Test
    void a_memory_counts_what_the_model_reads() {
        interface Assistant {
            Result<String> chat(String message);
        }

        var memory = TokenWindowChatMemory.withMaxTokens(200, new MetaStoneTokenCountEstimator(model.model()));
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model)
                .chatMemory(memory)
                .build();

        var counter = new MetaStoneTokenCountEstimator(model.model());
        for (int i = 1; i <= 10; i++) {
            String question = "Compute " + i + " * 8 - 5.";
            List<ChatMessage> read = new ArrayList<>(memory.messages());
            read.add(UserMessage.from(question));
            Result<String> result = assistant.chat(question);
            assertThat(result.tokenUsage().inputTokenCount()).isEqualTo(counter.estimateTokenCountInMessages(read));
            assertThat(counter.estimateTokenCountInMessages(memory.messages())).isLessThanOrEqualTo(200);
        }
        assertThat(memory.messages()).hasSizeBetween(2, 19); // of 20
    }

    @Test
    void chat_models_share_what_is_loaded_and_it_closes_with_grace() {
        ReflectiveModel loaded =
                ReflectiveModel.load(ModelOptions.embedded().withMaxRows(32).withMaxQueuedRequests(100));
        MetaStoneChatModel chat = MetaStoneChatModel.builder().model(loaded).build();
        MetaStoneStreamingChatModel streaming =
                MetaStoneStreamingChatModel.builder().model(loaded).build();

        String answer = chat.chat("Compute 7 * 8 - 5.");

        streaming.close(); // its threads; the model stays
        loaded.close(Duration.ofSeconds(30)); // what runs may end, nothing new begins

        assertThat(answer).isNotBlank();
        assertThatThrownBy(() -> chat.chat("Compute 7 * 8 - 5.")).isInstanceOf(LangChain4jException.class);
    }

    @Test
    void listeners_hear_name_tokens_and_finish_reason() {
        ChatModelListener listener = new ChatModelListener() {
            @Override
            public void onResponse(ChatModelResponseContext context) {
                ChatResponse response = context.chatResponse();
                System.out.printf("%s: %s, %s%n", response.modelName(), response.finishReason(), response.tokenUsage());
            }
        };
        MetaStoneChatModel observed = MetaStoneChatModel.builder()
                .model(model.model())
                .listeners(List.of(listener))
                .logRequests(true)
                .logResponses(true)
                .build();

        observed.chat("Compute 7 * 8 - 5.");
        assertThat(printed()).startsWith("metastone-nano: STOP, MetaStoneTokenUsage{input=");
    }

    // What the tables say

    private static ChatRequest request(MetaStoneChatRequestParameters.Builder parameters) {
        return ChatRequest.builder()
                .messages(UserMessage.from("Compute 7 * 8 - 5."))
                .parameters(parameters.build())
                .build();
    }

    @Test
    void failures_are_those_that_the_page_lists() {
        MetaStoneChatRequestParameters.Builder hurried =
                MetaStoneChatRequestParameters.builder().trajectories(512).deadline(Duration.ofMillis(1));
        assertThatThrownBy(() -> model.chat(request(hurried))).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> model.chat(
                        request(MetaStoneChatRequestParameters.builder().temperature(-1.0))))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> model.chat(
                        request(MetaStoneChatRequestParameters.builder().toolChoice(ToolChoice.REQUIRED))))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> model.chat("seven ".repeat(600))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> model.chat(
                        request(MetaStoneChatRequestParameters.builder().modelName("another"))))
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> model.chat(UserMessage.from(ImageContent.from("https://example.com/a.png"))))
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> MetaStoneChatModel.builder()
                        .model(model.model())
                        .topP(2.0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topP is 2.0");
    }

    @Test
    void one_more_than_may_wait_is_refused() {
        try (ReflectiveModel small =
                ReflectiveModel.load(ModelOptions.embedded().withMaxRows(1).withMaxQueuedRequests(1))) {
            MetaStoneChatModel chat =
                    MetaStoneChatModel.builder().model(small).trajectories(64).build();
            List<CompletableFuture<ChatResponse>> calls = Stream.generate(
                            () -> chat.doChatAsync(request(MetaStoneChatRequestParameters.builder())))
                    .limit(4)
                    .toList();
            List<CompletableFuture<ChatResponse>> refused = calls.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .toList();
            assertThat(refused).hasSizeGreaterThanOrEqualTo(2); // one runs, one waits
            assertThat(refused).allSatisfy(call -> assertThat(call)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(RateLimitException.class));
            calls.forEach(call -> call.cancel(true));
        }
    }
}
