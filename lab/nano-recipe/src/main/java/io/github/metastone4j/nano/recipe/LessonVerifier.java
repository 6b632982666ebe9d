package io.github.metastone4j.nano.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.nano.Calculator;
import io.github.metastone4j.selection.FinalAnswer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges attempts at a {@link Lesson}, whose prompt is the problem's question. An outcome is a number, the text of a call, or
 * empty. A number is met by its box, and by a calculator's call whose expression has that value; a call by an equal one; and nothing by an
 * answer without box and call.
 */
final class LessonVerifier implements OutcomeVerifier {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CALL = Pattern.compile("<tool_call>\n(.*)\n</tool_call>\\s*");
    private static final Calculator CALCULATOR = new Calculator();

    @Override
    public boolean isRight(Problem problem, String output) {
        String answer = output.substring(Math.max(0, output.lastIndexOf("</think>")));
        boolean calls = answer.contains("<tool_call>");
        String outcome = problem.answer();
        if (outcome.isEmpty()) {
            return !calls && FinalAnswer.of(output) == null;
        }
        if (!calls) {
            return FinalAnswer.matches(outcome, FinalAnswer.of(output));
        }
        try {
            Matcher call = CALL.matcher(answer);
            return call.find() && call.hitEnd() && isRight(problem.question(), outcome, JSON.readTree(call.group(1)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isRight(String prompt, String outcome, JsonNode call) throws JsonProcessingException {
        if (outcome.startsWith("{")) {
            return call.equals(JSON.readTree(outcome));
        }
        JsonNode arguments = call.path("arguments");
        if (arguments.size() != 1) {
            return false;
        }
        var argument = arguments.properties().iterator().next();
        String signature = "\n" + call.path("name").asText() + "(" + argument.getKey() + ")";
        return prompt.contains(signature)
                && FinalAnswer.matches(
                        outcome, CALCULATOR.calculator(argument.getValue().asText()));
    }
}
