package io.github.metastone4j.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever stands in a box, there is a verdict. */
class MutatedAnswersTest {

    private static final int MUTATIONS = 4_000;
    private static final String SIGNS = "0123456789.,;=<>+-*/^_!%$|()[]{}\\& xyabceinm'~";
    private static final List<String> PIECES = List.of(
            "\\frac",
            "\\sqrt",
            "\\left",
            "\\right",
            "\\text{",
            "\\pm",
            "\\infty",
            "\\cup",
            "\\begin{pmatrix}",
            "\\end{pmatrix}",
            "\\sin",
            "\\log",
            "\\binom",
            "^{",
            "!",
            "\\overline{",
            "999999999",
            "^9",
            "\\pi",
            "\\lfloor",
            "\\rfloor",
            "\\{",
            "\\}");

    @Test
    void every_mutation_has_a_verdict_within_the_limit_and_the_same_one_in_either_order() throws IOException {
        List<GradedCase> cases = GradedCase.all();
        List<String> answers = cases.stream()
                .flatMap(one -> Stream.of(one.expected(), one.given()))
                .toList();
        Random random = new Random(7);
        AnswerGrader.MATHS.matches("x+1", "1+x");
        int both = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            String expected = cases.get(random.nextInt(cases.size())).expected();
            StringBuilder mutated = new StringBuilder(random.nextBoolean() ? expected : any(answers, random));
            for (int times = 1 + random.nextInt(4); times > 0; times--) {
                mutate(mutated, answers, random);
            }
            String given = mutated.toString();
            long start = System.nanoTime();

            boolean right = AnswerGrader.MATHS.matches(expected, given);

            assertThat(AnswerGrader.MATHS.matches(given, expected))
                    .as("%s and %s", expected, given)
                    .isEqualTo(right);
            both += right ? 1 : 0;
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("%s and %s", expected, given)
                    .isLessThan(Duration.ofSeconds(20));
        }
        // Some change nothing that counts, and most do.
        assertThat(both).isBetween(MUTATIONS / 50, MUTATIONS / 2);
    }

    private static void mutate(StringBuilder text, List<String> answers, Random random) {
        int place = random.nextInt(text.length() + 1);
        switch (random.nextInt(4)) {
            case 0 -> text.delete(place, Math.min(text.length(), place + 1 + random.nextInt(3)));
            case 1 -> text.insert(place, SIGNS.charAt(random.nextInt(SIGNS.length())));
            case 2 -> text.insert(place, any(PIECES, random));
            default -> {
                String other = any(answers, random);
                int from = random.nextInt(other.length() + 1);
                text.insert(place, other, from, from + random.nextInt(other.length() - from + 1));
            }
        }
    }

    private static String any(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
