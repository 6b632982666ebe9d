package io.github.metastone4j.chat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import io.github.metastone4j.checkpoint.Resources;
import io.github.metastone4j.kernel.AllowedTokens;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallGuideTest {

    private static final int VOCABULARY = 320; // more than the tokenizer has

    private static final ToolSpecification ADD = tool(
            "add",
            JsonObjectSchema.builder()
                    .addIntegerProperty("a")
                    .addNumberProperty("b")
                    .required("a")
                    .build());
    private static final ToolSpecification PAINT = tool(
            "paint",
            JsonObjectSchema.builder()
                    .addEnumProperty("colour", List.of("red", "reddish", "blü"))
                    .addBooleanProperty("wet")
                    .addStringProperty("title")
                    .required("colour", "title")
                    .build());
    private static final ToolSpecification NOW =
            ToolSpecification.builder().name("now").build();
    private static final ToolSpecification PLOT = tool(
            "plot",
            JsonObjectSchema.builder()
                    .addProperty(
                            "points",
                            JsonArraySchema.builder()
                                    .items(JsonIntegerSchema.builder().build())
                                    .build())
                    .addProperty(
                            "style",
                            JsonAnyOfSchema.builder()
                                    .anyOf(
                                            new JsonNullSchema(),
                                            JsonEnumSchema.builder()
                                                    .enumValues("dots", "line")
                                                    .build(),
                                            JsonObjectSchema.builder()
                                                    .addBooleanProperty("grid")
                                                    .build())
                                    .build())
                    .addProperty(
                            "tree",
                            JsonReferenceSchema.builder().reference("node").build())
                    .definitions(Map.of(
                            "node",
                            JsonObjectSchema.builder()
                                    .addStringProperty("label")
                                    .addProperty(
                                            "child",
                                            JsonReferenceSchema.builder()
                                                    .reference("node")
                                                    .build())
                                    .required("label")
                                    .build()))
                    .build());
    private static final List<ToolSpecification> TOOLS = List.of(ADD, PAINT, NOW, PLOT);

    private static Tokenizer tokenizer;
    private static int end;
    private static ToolCallGuides guides;

    @BeforeAll
    static void load() {
        tokenizer = Tokenizer.load(Resources.folder("tiny-tokenizer"));
        end = tokenizer.idOf("<|im_end|>");
        guides = new ToolCallGuides(tokenizer, Set.of(end), VOCABULARY);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static ToolSpecification tool(String name, JsonObjectSchema parameters) {
        return ToolSpecification.builder().name(name).parameters(parameters).build();
    }

    private static ToolCallGuide guide(ToolCallFormat format, ToolSpecification... tools) {
        return guides.guide(format, List.of(tools));
    }

    /** Whether an answer may be written so, whatever its tokens are. */
    private static boolean permits(ToolCallGuide guide, String answer) {
        boolean usual = permits(guide, tokenizer.encode(answer));
        assertThat(permits(guide, bytes(answer))).as(answer).isEqualTo(usual);
        return usual;
    }

    private static boolean permits(ToolCallGuide guide, int[] tokens) {
        ToolCallGuide.Place place = guide.start();
        for (int token : tokens) {
            if (!guide.allowed(place).contains(token)) {
                return false;
            }
            place = guide.after(place, token);
        }
        return true;
    }

    private static int[] bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1)
                .chars()
                .map(b -> IntStream.range(0, 256)
                        .filter(id -> tokenizer.bytesOf(id)[0] == (byte) b)
                        .findFirst()
                        .orElseThrow())
                .toArray();
    }

    private static boolean permitsArguments(ToolSpecification tool, String arguments) {
        return permits(
                guide(ToolCallFormat.TAGGED, tool),
                "<tool_call>\n{\"name\": \"" + tool.name() + "\", \"arguments\": " + arguments + "}\n</tool_call>");
    }

    private static ToolSpecification takes(dev.langchain4j.model.chat.request.json.JsonSchemaElement value) {
        return tool(
                "take",
                JsonObjectSchema.builder()
                        .addProperty("it", value)
                        .required("it")
                        .build());
    }

    @Test
    void textIsFreeAlsoAroundCalls() {
        ToolCallGuide guide = guide(ToolCallFormat.TAGGED, ADD, NOW);
        String call = "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 3}}\n</tool_call>";
        for (String text : List.of(
                "It is {8}.",
                "{\"name\": \"Paris\"}",
                "{\"add\": [",
                "<tool_cal <tool_response>",
                "\n\nLet me add.\n" + call,
                call + "\n" + call + " Now I wait. {\"name\":",
                "<tool_call>{\"name\":\"now\",\"arguments\":{}}</tool_call>")) {
            assertThat(permits(guide, text)).as(text).isTrue();
        }
    }

    @Test
    void withoutACallEveryTokenIsAllowedAtEveryPlace() {
        ToolCallGuide guide = guide(ToolCallFormat.TAGGED, ADD);
        ToolCallGuide bare = guide(ToolCallFormat.BARE_PARAMETERS, ADD);
        for (int token : tokenizer.encode("The sum is \\boxed{8}; a < b, \"c\" > 日本 <|im_end|>")) {
            ToolCallGuide.Place place = guide.after(guide.start(), token);
            assertThat(guide.allowed(place)).isSameAs(AllowedTokens.ALL);
            assertThat(bare.allowed(bare.after(bare.start(), token))).isSameAs(AllowedTokens.ALL);
        }
    }

    @Test
    void aCallNamesAToolThatIsOfferedAndIsWrittenToItsEnd() {
        ToolCallGuide guide = guide(ToolCallFormat.TAGGED, ADD, NOW);
        for (String broken : List.of(
                "<tool_call>add",
                "<tool_call>\n{\"name\": \"sub",
                "<tool_call>\n{\"name\": \"added",
                "<tool_call>\n{\"name\": \"add\"}",
                "<tool_call>\n{\"name\": \"add\", \"parameters",
                "<tool_call>\n{\"name\": \"now\", \"arguments\": {\"a",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 3}\n</tool_call>",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 3}}}",
                "Well <tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 3}<|im_end|>",
                "Well <tool_call><|im_end|>")) {
            assertThat(permits(guide, tokenizer.encode(broken))).as(broken).isFalse();
        }
    }

    @Test
    void argumentsKeepToTheirSchema() {
        for (String valid : List.of("{\"a\": 3}", "{\"b\":-0.5e+3,\"a\":-12}", "{ \"a\" : 0 , \"b\": 7 }")) {
            assertThat(permitsArguments(ADD, valid)).as(valid).isTrue();
        }
        for (String broken : List.of(
                "{}",
                "{\"b\": 2}",
                "{\"a\": \"3\"}",
                "{\"a\": 3.5}",
                "{\"a\": 03}",
                "{\"a\": 3, \"a\": 4}",
                "{\"a\": 3,}",
                "{\"a\": 3, \"c\": 1}",
                "{\"a\": 3, \"b\": 1.}",
                "[3]",
                "{'a': 3}",
                "{\"a\": +3}")) {
            assertThat(permitsArguments(ADD, broken)).as(broken).isFalse();
        }
        for (String valid : List.of(
                "{\"colour\": \"red\", \"title\": \"\"}",
                "{\"title\": \"日本 \\\"\\u00e9\\ud83c\\udfb1\\\\\", \"wet\": true, \"colour\": \"reddish\"}",
                "{\"title\": \"a\\nb\", \"colour\": \"blü\"}")) {
            assertThat(permitsArguments(PAINT, valid)).as(valid).isTrue();
        }
        for (String broken : List.of(
                "{\"colour\": \"green\", \"title\": \"\"}",
                "{\"colour\": \"redd\", \"title\": \"\"}",
                "{\"colour\": \"red\", \"title\": \"a\nb\"}",
                "{\"colour\": \"red\", \"title\": \"\\x\"}",
                "{\"colour\": \"red\", \"title\": \"\\ud83c!\"}",
                "{\"colour\": \"red\", \"title\": \"\\udfb1\"}",
                "{\"colour\": \"red\", \"title\": null}",
                "{\"colour\": \"red\", \"title\": \"\", \"wet\": \"yes\"}")) {
            assertThat(permitsArguments(PAINT, broken)).as(broken).isFalse();
        }
        for (String valid : List.of(
                "{}",
                "{\"points\": [1, 2,3], \"style\": null}",
                "{\"points\": [], \"style\": \"dots\"}",
                "{\"style\": {\"grid\": false}, \"tree\": {\"child\": {\"label\": \"b\"}, \"label\": \"a\"}}")) {
            assertThat(permitsArguments(PLOT, valid)).as(valid).isTrue();
        }
        for (String broken : List.of(
                "{\"points\": [1, \"2\"]}",
                "{\"points\": [1,]}",
                "{\"style\": \"lines\"}",
                "{\"style\": {\"line\"",
                "{\"tree\": {\"label\": \"a\", \"child\": {}}}")) {
            assertThat(permitsArguments(PLOT, broken)).as(broken).isFalse();
        }
    }

    @Test
    void whatASchemaSaysInAnUnknownWayMayBeAnyJson() {
        for (ToolSpecification tool : List.of(
                takes(JsonRawSchema.from("{\"type\": \"string\", \"pattern\": \"a+\"}")),
                takes(JsonReferenceSchema.builder().reference("nowhere").build()),
                takes(JsonReferenceSchema.builder().build()),
                takes(JsonObjectSchema.builder().additionalProperties(true).build()),
                takes(JsonArraySchema.builder().build()),
                tool(
                        "take",
                        JsonObjectSchema.builder().additionalProperties(true).build()),
                tool(
                        "take",
                        JsonObjectSchema.builder()
                                .addProperty(
                                        "it",
                                        JsonReferenceSchema.builder()
                                                .reference("loop")
                                                .build())
                                .definitions(Map.of(
                                        "loop",
                                        JsonReferenceSchema.builder()
                                                .reference("loop")
                                                .build()))
                                .build()))) {
            String value = tool.parameters().properties().get("it") instanceof JsonArraySchema
                    ? "[1, {\"x\": [null]}]"
                    : "{\"x\": [1, \"y\", {\"z\": null}], \"\": true}";
            assertThat(permitsArguments(tool, "{\"it\": " + value + "}"))
                    .as("%s", tool)
                    .isTrue();
            assertThat(permitsArguments(tool, "{\"it\": {\"x\" 1}}")).isFalse();
        }
    }

    @Test
    void otherPropertiesStandOnlyWhereTheSchemaAllowsThemAndNeverInPlaceOfDeclaredOnes() {
        ToolSpecification tool = tool(
                "take",
                JsonObjectSchema.builder()
                        .addProperty("size", JsonBooleanSchema.builder().build())
                        .addProperty("si", JsonStringSchema.builder().build())
                        .additionalProperties(true)
                        .build());
        for (String valid :
                List.of("{\"siz\": 1, \"sizes\": \"x\"}", "{\"s\\n\": 2, \"size\": true}".replace("s\\", "x\\"))) {
            assertThat(permitsArguments(tool, valid)).as(valid).isTrue();
        }
        assertThat(permitsArguments(tool, "{\"size\": 1}")).isFalse();
        assertThat(permitsArguments(tool, "{\"s\\u0069\": 1}")).isFalse();
    }

    @Test
    void aBareCallIsGuidedFromTheNameOfAToolOn() {
        ToolCallGuide guide = guide(ToolCallFormat.BARE_PARAMETERS, ADD, NOW);
        for (String valid : List.of(
                "{\"name\": \"add\", \"parameters\": {\"a\": 3}}",
                "{\"name\": \"add\", \"parameters\": {\"a\": 3}}; {\"name\": \"now\", \"parameters\": {}}",
                "[{\"type\": \"function\", \"name\": \"now\", \"parameters\": {}}]",
                "```json\n{\"name\": \"now\", \"parameters\": {}}\n```",
                "{\"name\": \"now\", \"parameters\": {}} That is it.",
                "{\"name\": \"adder\", \"age\"}",
                "So {\"name\": \"add\", \"age\": 3",
                "<tool_call>now")) {
            assertThat(permits(guide, valid)).as(valid).isTrue();
        }
        for (String broken : List.of(
                "{\"name\": \"add\", \"age\": 3",
                "\n\n{\"name\":\"add\"}",
                "[ {\"name\": \"now\", \"parameters\": []",
                "{\"name\": \"now\", \"parameters\": {}}\n{\"name\": \"add\", \"parameters\": {}",
                "{\"type\": \"function\", \"name\": \"add\", \"parameters\": {\"a\": 1.5}}")) {
            assertThat(permits(guide, broken)).as(broken).isFalse();
        }
    }

    @Test
    void aTokenMayHoldTheEndOfATagAndTheBeginningOfACall() {
        List<String> texts = List.of(
                "<tool",
                "_call>{\"na",
                "_call>{na",
                "me\": \"add\"",
                "me\": \"sub",
                ", \"arguments\": ",
                "{\"a\": 1}}</tool",
                "{\"a\": 1}</tool",
                "_call> <tool_call>\n{",
                "_call> <tool_call>\n[",
                "\"a\": \"");
        AnswerTokens tokens = new AnswerTokens(
                texts.stream().map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new));
        ToolCallGuide guide = new ToolCallGuide(tokens, ToolCallFormat.TAGGED, List.of(ADD), Set.of(), texts.size());
        ToolCallGuide.Place place = guide.start();
        assertThat(refused(guide, place, texts)).containsExactly("_call> <tool_call>\n[");
        place = guide.after(place, 0);
        assertThat(refused(guide, place, texts))
                .contains("_call>{na", "_call> <tool_call>\n[")
                .doesNotContain("_call>{\"na");
        place = guide.after(place, 1);
        assertThat(allowed(guide, place, texts)).containsExactly("me\": \"add\"");
        place = guide.after(guide.after(place, 3), 5);
        assertThat(allowed(guide, place, texts)).containsExactly("{\"a\": 1}}</tool");
        place = guide.after(place, 6);
        // Behind the call, text is free again, until the next one begins.
        assertThat(allowed(guide, place, texts)).containsExactly("_call>{\"na", "_call>{na", "_call> <tool_call>\n{");
    }

    private static List<String> allowed(ToolCallGuide guide, ToolCallGuide.Place place, List<String> texts) {
        AllowedTokens allowed = guide.allowed(place);
        return IntStream.range(0, texts.size())
                .filter(allowed::contains)
                .mapToObj(texts::get)
                .toList();
    }

    private static List<String> refused(ToolCallGuide guide, ToolCallGuide.Place place, List<String> texts) {
        List<String> refused = new ArrayList<>(texts);
        refused.removeAll(allowed(guide, place, texts));
        return refused;
    }

    @Test
    void whereNoTokenFitsTheAnswerMayOnlyEnd() {
        AnswerTokens tokens = new AnswerTokens(new byte[][] {"<tool_call>".getBytes(UTF_8), "{".getBytes(UTF_8), {}});
        ToolCallGuide guide = new ToolCallGuide(tokens, ToolCallFormat.TAGGED, List.of(ADD), Set.of(2), 3);
        ToolCallGuide.Place place = guide.after(guide.after(guide.start(), 0), 1);
        assertThat(IntStream.range(0, 3).filter(guide.allowed(place)::contains)).containsExactly(2);
    }

    /** Whatever is drawn, evenly among what is allowed, and then ended as soon as may be. */
    @ParameterizedTest
    @ValueSource(strings = {"TAGGED", "BARE_PARAMETERS", "BARE_ARGUMENTS"})
    void whoeverDrawsAtRandomFromWhatIsAllowedWritesCallsThatAreReadAndKeepToTheirSchemas(ToolCallFormat format) {
        ToolCallGuide guide = guide(format, TOOLS.toArray(ToolSpecification[]::new));
        Random random = new Random(7);
        Map<String, Integer> seen = new HashMap<>();
        for (int run = 0; run < 60; run++) {
            List<Integer> answer = new ArrayList<>();
            ToolCallGuide.Place place = guide.start();
            String opening = format.opening(TOOLS.get(run % TOOLS.size()).name());
            for (int token : tokenizer.encode(opening.substring(0, opening.length() - 14))) {
                answer.add(token);
                place = guide.after(place, token);
            }
            while (!guide.allowed(place).contains(end) && answer.size() < 20_000) {
                AllowedTokens allowed = guide.allowed(place);
                int[] choice = IntStream.range(0, tokenizer.size())
                        .filter(allowed::contains)
                        .toArray();
                int token = choice[random.nextInt(choice.length)];
                answer.add(token);
                place = guide.after(place, token);
            }
            var reader = new AnswerReader(
                    tokenizer,
                    List.of(),
                    format,
                    Set.of("add", "paint", "now", "plot"),
                    new AnswerReader.Listener() {});
            answer.forEach(reader::append);
            Answer read = reader.finish();
            assertThat(read.toolCalls()).as(read.text()).hasSize(1);
            assertThat(read.text()).isEmpty();
            ToolExecutionRequest call = read.toolCalls().get(0);
            assertThat(LenientJson.isStrict(call.arguments())).isTrue();
            assertThat(call.arguments()).doesNotContain("\uFFFD");
            assertKeepsToSchema(call);
            seen.merge(call.name(), 1, Integer::sum);
        }
        assertThat(seen).containsKeys("add", "paint", "now", "plot");
    }

    private static void assertKeepsToSchema(ToolExecutionRequest call) {
        JsonNode arguments = LenientJson.read(call.arguments());
        assertThat(arguments).isNotNull();
        switch (call.name()) {
            case "add" -> {
                assertThat(arguments.path("a").isIntegralNumber()).isTrue();
                assertThat(arguments.path("b").isMissingNode()
                                || arguments.path("b").isNumber())
                        .isTrue();
            }
            case "paint" -> {
                assertThat(arguments.path("colour").textValue()).isIn("red", "reddish", "blü");
                // A number may stand where a text is wanted; nothing else may.
                assertThat(arguments.path("title").isTextual()
                                || arguments.path("title").isNumber())
                        .isTrue();
                assertThat(arguments.path("wet").isMissingNode()
                                || arguments.path("wet").isBoolean())
                        .isTrue();
            }
            case "plot" ->
                arguments.path("points").forEach(point -> assertThat(point.isIntegralNumber())
                        .isTrue());
            default -> assertThat(arguments).isEmpty();
        }
    }
}
