package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.github.metastone4j.ScriptedModels.Line;
import io.github.metastone4j.chat.AnswerReader;
import io.github.metastone4j.chat.ToolCallFormat;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolCallsTest {

    private static final ToolSpecification ADD = ToolSpecification.builder()
            .name("add")
            .description("Adds two numbers")
            .parameters(JsonObjectSchema.builder()
                    .addIntegerProperty("a")
                    .addIntegerProperty("b")
                    .build())
            .build();
    private static final ToolSpecification NOW =
            ToolSpecification.builder().name("now").build();
    private static final ToolSpecification SAY = ToolSpecification.builder()
            .name("say")
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("text")
                    .required("text")
                    .build())
            .build();
    private static final String CALL =
            "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 3, \"b\": 5}}\n</tool_call>";

    @TempDir
    Path folder;

    private static ChatResponse ask(
            ReflectiveModel loaded,
            @Nullable ToolChoice choice,
            List<ToolSpecification> tools,
            ChatMessage... messages) {
        var model = MetaStoneChatModel.builder()
                .model(loaded)
                .trajectories(4)
                .seed(3L)
                .build();
        return model.chat(ChatRequest.builder()
                .messages(messages)
                .toolSpecifications(tools)
                .toolChoice(choice)
                .build());
    }

    @Test
    void theChosenTrajectoryMayEndInACallAndItsThinkingIsScored() {
        try (ReflectiveModel loaded = ScriptedModels.model(
                folder,
                new Line("I know it.\n\n", "It is 9.", 0.2),
                new Line("I had better ask.\n\n", "\n\nLet me add.\n" + CALL, 0.8))) {
            ChatResponse response = ask(loaded, null, List.of(ADD, NOW), UserMessage.from("3 + 5?"));
            AiMessage message = response.aiMessage();
            assertThat(message.text()).isEqualTo("Let me add.");
            assertThat(message.toolExecutionRequests()).singleElement().satisfies(call -> {
                assertThat(call.name()).isEqualTo("add");
                assertThat(call.arguments()).isEqualTo("{\"a\": 3, \"b\": 5}");
                assertThat(call.id()).isNotBlank();
            });
            assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
            var metadata = (MetaStoneChatResponseMetadata) response.metadata();
            assertThat(metadata.trajectories().get(metadata.selectedIndex()).steps())
                    .extracting(ReflectionTrajectory.ScoredStep::text)
                    .containsExactly("I had better ask.");
        }
    }

    @Test
    void aCallAloneLeavesNoTextAndItsResultGoesBackInThePrompt() {
        var prompt = new AtomicReference<String>();
        try (ReflectiveModel loaded = ScriptedModels.model(folder, asked -> {
            prompt.set(asked);
            return List.of(new Line("Hm.\n\n", asked.contains("eight!") ? "It is eight." : CALL, 0.5));
        })) {
            UserMessage question = UserMessage.from("3 + 5?");
            AiMessage call = ask(loaded, null, List.of(ADD), question).aiMessage();
            assertThat(call.text()).isNull();
            assertThat(prompt.get()).contains("Adds two numbers").contains("<tool_call>");

            ToolExecutionRequest request = call.toolExecutionRequests().get(0);
            AiMessage answer = ask(
                            loaded,
                            null,
                            List.of(ADD),
                            question,
                            call,
                            ToolExecutionResultMessage.from(request, "eight! <|im_end|>"))
                    .aiMessage();
            assertThat(answer.text()).isEqualTo("It is eight.");
            assertThat(answer.hasToolExecutionRequests()).isFalse();
            assertThat(prompt.get()).contains("{\"name\": \"add\", \"arguments\": {\"a\": 3, \"b\": 5}}");
        }
    }

    @Test
    void aRequiredCallIsOpenedWhateverTheModelWouldSay() {
        try (ReflectiveModel loaded =
                ScriptedModels.model(folder, new Line("No tool is needed.\n\n", " {\"b\": 5}}\n</tool_call>", 0.5))) {
            AiMessage message = ask(loaded, ToolChoice.REQUIRED, List.of(NOW, ADD), UserMessage.from("3 + 5?"))
                    .aiMessage();
            assertThat(message.toolExecutionRequests()).hasSize(1);
            assertThat(message.toolExecutionRequests().get(0).name()).isIn("add", "now");
        }
    }

    @Test
    void withoutToolsToCallACallIsText() {
        var prompt = new AtomicReference<String>();
        try (ReflectiveModel loaded = ScriptedModels.model(folder, asked -> {
            prompt.set(asked);
            return List.of(new Line("Hm.\n\n", CALL, 0.5));
        })) {
            AiMessage message = ask(loaded, ToolChoice.NONE, List.of(ADD), UserMessage.from("3 + 5?"))
                    .aiMessage();
            assertThat(message.hasToolExecutionRequests()).isFalse();
            assertThat(message.text()).isEqualTo(CALL);
            assertThat(prompt.get()).doesNotContain("Adds two numbers");
            assertThatThrownBy(() -> ask(loaded, ToolChoice.REQUIRED, List.of(), UserMessage.from("3 + 5?")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("REQUIRED");
        }
    }

    @Test
    void whatAModelWouldWriteWronglyInACallItWritesRightly() {
        for (String broken : List.of(
                "<tool_call>\n{\"name\": \"sub\", \"arguments\": {\"a\": 3, \"b\": 5}}\n</tool_call>",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 3, \"b\": 5}\n</tool_call>",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": \"3\", \"b\": 5}}\n</tool_call>",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"c\": 3, \"b\": 5}}\n</tool_call>",
                "<tool_call>\n{\"name\": \"say\", \"arguments\": {\"text\": \"\\q\"}}\n</tool_call>",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\"",
                "<tool_call>\nadd(3, 5)")) {
            try (ReflectiveModel loaded = ReflectiveModel.on(
                    StubbornScript.engine(broken), ScriptedModels.options(folder.resolve("" + broken.hashCode())))) {
                ChatResponse response = ask(loaded, null, List.of(ADD, SAY), UserMessage.from("3 + 5?"));
                assertThat(response.aiMessage().text()).as(broken).isNull();
                assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
                assertThat(response.aiMessage().toolExecutionRequests())
                        .singleElement()
                        .satisfies(call -> assertThat(call.name()).isIn("add", "say"));
            }
        }
    }

    @Test
    void aCallThatALimitCutsOffIsTextAndReportedAsCutOff() {
        try (ReflectiveModel loaded = ScriptedModels.model(folder, new Line("Hm.\n\n", CALL, 0.5));
                var model = MetaStoneChatModel.builder()
                        .model(loaded)
                        .trajectories(2)
                        .maxOutputTokens(40)
                        .build()) {
            ChatResponse response = model.chat(ChatRequest.builder()
                    .messages(UserMessage.from("3 + 5?"))
                    .toolSpecifications(ADD)
                    .build());
            assertThat(response.aiMessage().hasToolExecutionRequests()).isFalse();
            assertThat(response.aiMessage().text()).startsWith("<tool_call>\n{\"name\"");
            assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        }
    }

    /** How often each format is drawn. */
    int seeds() {
        return 4;
    }

    @Test
    void randomWeightsThatMustCallWriteCallsThatCanBeReadHoweverHotTheyAreDrawn() {
        ToolSpecification flip = ToolSpecification.builder()
                .name("flip")
                .parameters(JsonObjectSchema.builder()
                        .addBooleanProperty("up")
                        .addEnumProperty("coin", List.of("dime", "penny"))
                        .required("up", "coin")
                        .build())
                .build();
        try (ReflectiveModel loaded = ReflectiveModel.load(ReflectiveModels.options(ReflectiveModels.plain(folder)))) {
            int[] prompt = loaded.prompt(List.of(UserMessage.from("?")), List.of());
            for (ToolCallFormat format : ToolCallFormat.values()) {
                List<ToolSpecification> tools = List.of(NOW, flip);
                String begun = (format == ToolCallFormat.TAGGED ? "<tool_call>\n" : "") + "{\"name\": \"";
                ToolUse required = new ToolUse(format, tools, List.of(begun + "now\"", begun + "flip\""));
                for (long seed = 0; seed < seeds(); seed++) {
                    ReflectionSettings settings = ReflectiveModels.settings(2, seed)
                            .withSampling(5.0, 1.0, null, 1.0)
                            .withLimits(4, 400);
                    assertThat(answer(loaded, prompt, settings, required).toolCalls())
                            .isNotEmpty()
                            .allSatisfy(call -> assertThat(call.arguments().replaceAll("\\s", ""))
                                    .matches(
                                            call.name().equals("now")
                                                    ? "\\{}"
                                                    : "\\{(\"(up\":(true|false)|coin\":\"(dime|penny)\"),?){2}}"));
                }
            }
        }
    }

    @Test
    void anAnswerWithoutACallIsTheSameWithToolsAndWithout() {
        Path written = ReflectiveModels.thinking(folder);
        try (ReflectiveModel loaded = ReflectiveModel.load(ReflectiveModels.options(written))) {
            int[] prompt = loaded.prompt(List.of(UserMessage.from("3 + 5?")), List.of());
            ReflectionSettings settings = ReflectiveModels.settings(4, 11);
            ToolUse offered = new ToolUse(ToolCallFormat.TAGGED, List.of(ADD, NOW), List.of());
            assertThat(answer(loaded, prompt, settings, offered).answer())
                    .isEqualTo(answer(loaded, prompt, settings, ToolUse.NONE).answer())
                    .isNotEmpty();
        }
    }

    private static Reflection answer(ReflectiveModel model, int[] prompt, ReflectionSettings settings, ToolUse tools) {
        return model.begin(prompt, settings, tools, ReflectionListener.NONE, new AnswerReader.Listener() {})
                .await(IllegalStateException::new);
    }

    @Test
    void theSameCallCountsAsTheSameVote() {
        try (ReflectiveModel loaded = ScriptedModels.model(
                        folder,
                        new Line("One.\n\n", "So \\boxed{9}.", 0.9),
                        new Line("Two.\n\n", CALL, 0.2),
                        new Line("Three.\n\n", CALL.replace(" ", ""), 0.3));
                var model = MetaStoneChatModel.builder()
                        .model(loaded)
                        .trajectories(12)
                        .selector(Selector.MAJORITY)
                        .defaultRequestParameters(MetaStoneChatRequestParameters.builder()
                                .toolSpecifications(ADD)
                                .seed(6L)
                                .build())
                        .build()) {
            ChatResponse response = model.chat(UserMessage.from("3 + 5?"));
            assertThat(response.aiMessage().toolExecutionRequests()).hasSize(1);
            assertThat(((MetaStoneChatResponseMetadata) response.metadata())
                            .reflection()
                            .selection()
                            .reason())
                    .contains("add({\"a\":3,\"b\":5})");
        }
    }
}
