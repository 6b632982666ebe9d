package io.github.metastone4j.grading;

import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.selection.FinalAnswer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Decides whether a final answer is the right one. What a model wrote is not trusted: whatever it is, there is a verdict, and soon.
 */
public enum AnswerGrader implements OutcomeVerifier {

    /** The same number, or the same text once markup is gone: {@link FinalAnswer#matches}. No structure, no algebra. */
    EXACT {
        @Override
        public boolean matches(String expected, String given) {
            return FinalAnswer.matches(expected, given);
        }
    },

    /**
     * The same mathematics: numbers, units, sets, tuples, intervals, matrices, equations, symbolic values; else the same words. A
     * verdict takes ten seconds at most, apart from the start of the computer algebra, once; what cannot be shown to be right in
     * them is wrong.
     */
    MATHS {
        @Override
        public boolean matches(String expected, String given) {
            return expected.strip().equals(given.strip())
                    || new Comparison(new Equality(LIMIT))
                            .same(AnswerParser.parse(expected), AnswerParser.parse(given));
        }
    },

    /** The same letter of a choice: {@code B}, {@code (B)}, {@code \text{B. Paris}}. */
    LETTER {
        @Override
        public boolean matches(String expected, String given) {
            String letter = Texts.letter(expected);
            return letter != null && letter.equals(Texts.letter(given));
        }
    },

    /** The same words; case, spacing, markup and a closing period do not count. */
    TEXT {
        @Override
        public boolean matches(String expected, String given) {
            return Texts.plain(expected).equals(Texts.plain(given));
        }
    };

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /**
     * Whether an answer says what is expected, however the two are written. It does not matter which of them comes first.
     *
     * @param expected the right answer
     * @param given the answer to be judged, such as the content of a box
     */
    public abstract boolean matches(String expected, String given);

    /** Whether the last box behind the thinking holds the problem's answer. Without such a box nothing is right. */
    @Override
    public boolean isRight(Problem problem, String output) {
        String given = FinalAnswer.boxed(output);
        // Some collections keep the box around their answers.
        String expected = FinalAnswer.boxed(problem.answer());
        return given != null && matches(expected == null ? problem.answer() : expected, given);
    }

    /** Its name; that of {@link #EXACT} is empty, since {@link OutcomeVerifier#finalAnswer} gives the same verdicts. */
    @Override
    public String identity() {
        return this == EXACT ? "" : toString();
    }

    /** The grader for problems with these answers: {@link #LETTER} if each is the letter of a choice, else {@link #MATHS}. */
    public static AnswerGrader suiting(List<String> answers) {
        return !answers.isEmpty() && answers.stream().allMatch(Texts::isChoice) ? LETTER : MATHS;
    }

    /**
     * The grader of a name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static AnswerGrader parse(String name) {
        return Arrays.stream(values())
                .filter(grader -> grader.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no grader '" + name + "'; choose exact, maths, letter or text"));
    }

    /** Its name in small letters, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
