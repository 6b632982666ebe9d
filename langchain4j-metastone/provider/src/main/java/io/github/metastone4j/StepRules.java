package io.github.metastone4j;

import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The names by which users choose where reasoning steps end.
 *
 * <ul>
 *   <li>{@code reference}: the single token {@code .\n\n}, as in the published code for English
 *   <li>{@code paper}: every token whose text contains {@code .\n\n}
 *   <li>{@code chinese}: every token of at most 3 characters that contains a line break or 。 and at most one other
 *       character, as in the published code for Chinese
 *   <li>{@code paragraph}: every token that contains {@code \n\n}
 *   <li>{@code regex:PATTERN}: every token in whose text the pattern is found
 *   <li>{@code window:N}: every N tokens, whatever they are
 * </ul>
 */
public final class StepRules {

    private static final String NAMES = "reference, paper, chinese, paragraph, regex:PATTERN or window:N";
    private static final String STEP = ".\n\n";

    private StepRules() {}

    /**
     * The rule of that name for a vocabulary.
     *
     * @throws IllegalArgumentException for another name, or if no token of the vocabulary ends a step by that rule
     */
    public static StepRule of(String name, Tokenizer tokenizer) {
        if (name.startsWith("window:")) {
            return new StepRule.Windows(number(name));
        }
        Predicate<String> condition;
        if (name.startsWith("regex:")) {
            condition = pattern(name.substring("regex:".length())).asPredicate();
        } else {
            condition = switch (name) {
                case "reference" -> STEP::equals;
                case "paper" -> text -> text.contains(STEP);
                case "chinese" -> StepRules::endsChineseStep;
                case "paragraph" -> text -> text.contains("\n\n");
                default -> throw new IllegalArgumentException("unknown step rule '" + name + "'; use " + NAMES);
            };
        }
        try {
            return StepRule.tokensWhere(tokenizer.vocabularyTexts(), condition);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("step rule '" + name + "': " + e.getMessage(), e);
        }
    }

    private static boolean endsChineseStep(String text) {
        String others = text.replace("\n", "").replace("。", "");
        return text.length() <= 3 && others.length() <= 1 && others.length() < text.length();
    }

    private static int number(String name) {
        try {
            return Integer.parseInt(name.substring("window:".length()).strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("step rule '" + name + "' needs a number, such as window:64", e);
        }
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("step rule 'regex:" + regex + "': " + e.getMessage(), e);
        }
    }
}
