package io.github.metastone4j.conformance;

import static java.util.regex.Pattern.DOTALL;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a prompt says, read back from the text that the chat template made of it.
 *
 * @param text all of it
 * @param question the last that a user said
 * @param answers of the assistant since then: each a round of tool calls
 * @param results of the tools since then
 */
record Conversation(String text, String question, int answers, List<String> results) {

    private static final Pattern TURN = Pattern.compile("<\\|im_start\\|>(\\w+)\\n(.*?)<\\|im_end\\|>", DOTALL);
    private static final Pattern RESULT = Pattern.compile("<tool_response>\\n(.*?)\\n</tool_response>", DOTALL);

    static Conversation of(String prompt) {
        String question = "";
        int answers = 0;
        List<String> results = new ArrayList<>();
        Matcher turns = TURN.matcher(prompt);
        while (turns.find()) {
            String content = turns.group(2);
            boolean fromTools = content.startsWith("<tool_response>");
            if (turns.group(1).equals("assistant")) {
                answers++;
            } else if (fromTools) {
                results.addAll(results(content));
            } else if (turns.group(1).equals("user")) {
                question = content;
                answers = 0;
                results.clear();
            }
        }
        return new Conversation(prompt, question, answers, List.copyOf(results));
    }

    /** Whether the prompt names a tool among those that may be called. */
    boolean offers(String tool) {
        return Pattern.compile("^" + Pattern.quote(tool) + "\\(", Pattern.MULTILINE)
                .matcher(text)
                .find();
    }

    /** What a tool said last, be it before the question; empty if none did. */
    String lastResult() {
        List<String> all = results(text);
        return all.isEmpty() ? "" : all.get(all.size() - 1);
    }

    private static List<String> results(String text) {
        return RESULT.matcher(text).results().map(result -> result.group(1)).toList();
    }
}
