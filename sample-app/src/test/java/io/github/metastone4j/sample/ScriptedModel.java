package io.github.metastone4j.sample;

import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.StreamingChatModel;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.MetaStoneTokenCountEstimator;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.ScriptedEngine;
import io.github.metastone4j.tokenizer.Tokenizer;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model whose words are written beforehand, over the embedded model's tokenizer and template: it answers what tools have
 * told it, and calls them before.
 */
@Alternative
@Singleton
public class ScriptedModel {

    private static final String TURN = "<|im_start|>assistant\n<think>\n";
    private static final String USER = "<|im_start|>user\n";
    private static final String ECHO = USER + "Say after me: ";
    private static final String BRACES = "{x} {{7*7}} ${7*7} {config:[quarkus.http.port]} %n";
    private static final String CALL = "<tool_call>\n{\"name\": \"%s\", \"arguments\": {%s}}\n</tool_call>";

    /** Puts it in the place of the embedded model. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(ScriptedModel.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sample.tools",
                    "calculator,convert,solve,statistics",
                    "sample.selector",
                    "best-score",
                    "quarkus.langchain4j.metastone.lazy",
                    "true");
        }
    }

    private static final Map<String, int[]> LINES = new ConcurrentHashMap<>();

    private final ReflectiveModel model;

    ScriptedModel() {
        Tokenizer[] tokenizer = new Tokenizer[1];
        model = ReflectiveModel.on(
                new ScriptedEngine(8192, (text, row) -> next(tokenizer[0], text, row)),
                ModelOptions.embedded().withCalibrated(false));
        tokenizer[0] = model.tokenizer();
    }

    @Produces
    @Alternative
    @ApplicationScoped
    StreamingChatModel chat() {
        return MetaStoneStreamingChatModel.builder().model(model).build();
    }

    @Produces
    @Alternative
    @Singleton
    ReflectiveModel loaded() {
        return model;
    }

    @Produces
    @Alternative
    @ApplicationScoped
    TokenCountEstimator tokens() {
        return new MetaStoneTokenCountEstimator(model);
    }

    private static RowOutput next(Tokenizer tokenizer, int[] text, RowInput row) {
        String whole = tokenizer.decode(text, false);
        int start = whole.lastIndexOf(TURN) + TURN.length();
        String written = whole.substring(start);
        String prompt = whole.substring(0, start);
        if (prompt.contains("slowly")) {
            pause();
        }
        int[] line = LINES.computeIfAbsent(line(prompt), tokenizer::encode);
        int done = tokenizer.encode(written).length;
        return new RowOutput(line[Math.min(done, line.length - 1)], -1, 2.0);
    }

    /** What is written next, by the last thing that was said. */
    private static String line(String prompt) {
        String last = prompt.substring(Math.max(prompt.lastIndexOf(USER), 0));
        String answer;
        if (prompt.contains("for ever")) {
            answer = call("calculator", "\"expression\": \"1 + 1\"");
        } else if (last.contains("<tool_response>")) {
            String result = last.substring(last.indexOf("<tool_response>") + 16, last.indexOf("</tool_response>"));
            answer = "The tool says: " + result.strip() + ".";
        } else if (last.startsWith(ECHO)) {
            answer = "You said: " + last.substring(ECHO.length(), last.indexOf("<|im_end|>")) + ".";
        } else if (last.contains("What came first?")) {
            String first = prompt.substring(prompt.indexOf(USER) + USER.length());
            answer = "This came first: " + first.substring(0, first.indexOf("<|im_end|>")) + ".";
        } else if (last.contains("braces")) {
            answer = call("statistics", "\"numbers\": \"1\", \"what\": \"" + BRACES + "\"");
        } else if (last.contains("wrong")) {
            answer = call("solve", "\"equation\": \"x^3 = 8\"");
        } else if (last.contains("miles")) {
            answer = call("convert", "\"value\": 10, \"from\": \"miles\", \"to\": \"km\"");
        } else if (last.contains("misses")) {
            answer = call("convert", "\"value\": \"3\", \"to\": \"km\"");
        } else {
            answer = call("calculator", "\"expression\": \"12 * 8 - 15\"");
        }
        if (last.contains("slowly")) {
            return "One more step.\n\n".repeat(40) + "</think>Done.<|im_end|>";
        }
        return "I had better ask.\n\n</think>" + answer + "<|im_end|>";
    }

    private static void pause() {
        try {
            Thread.sleep(3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String call(String tool, String arguments) {
        return String.format(CALL, tool, arguments);
    }
}
