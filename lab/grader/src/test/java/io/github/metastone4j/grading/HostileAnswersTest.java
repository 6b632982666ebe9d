package io.github.metastone4j.grading;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that are written to hang, crash or cheat a grader. */
class HostileAnswersTest {

    private static final List<String> EXPECTED =
            List.of("1", "x", "\\sqrt{2}", "(x+1)^2", "\\{1, 2\\}", "x = 5", "yes");

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("a tower of powers", "9^9^9"),
                arguments("a tower in braces", "9^{9^{9^{9}}}"),
                arguments("a huge power of a sum", "(x+1)^{1000000000}"),
                arguments("powers of powers", "((x+1)^{100})^{100}"),
                arguments("a sum to a power that can just be expanded", "(a+b+c+d+f+g)^{30}-(a+b+c)^{30}"),
                arguments("a huge negative power", "2^{-999999999999}"),
                arguments("a power that no double holds", "2^{20.24}+1e999"),
                arguments("a power of complex powers", "(1+i)^{(1+i)^{(1+i)^{50}}}"),
                arguments("a root of a huge index", "\\sqrt[1000000007]{2}"),
                arguments("a huge factorial", "999999999!"),
                arguments("factorials of factorials", "((9!)!)!"),
                arguments("factorials of a variable", "(x!)!!!!!!"),
                arguments("a thousand factorial signs", "5" + "!".repeat(900)),
                arguments("a chain of divisions", "1" + "/x".repeat(490)),
                arguments("a chain of equal signs in brackets", "(x=".repeat(30) + "1" + ")".repeat(30)),
                arguments("large factorials", many(200, "+", i -> (999 - i) + "!") + "+x"),
                arguments(
                        "large fractions",
                        many(60, "+", i -> "\\frac{7^{8000}}{11^{80" + (10 + i) + "}}x^{" + i + "}")),
                arguments("a root of a large number", "\\sqrt{" + "7".repeat(900) + "}"),
                arguments("powers in powers", "x^{".repeat(18) + "x" + "}".repeat(18)),
                arguments("a quotient of large powers", "\\frac{(x+y+z)^{60}}{(x-y)^{60}+(y-z)^{60}}"),
                arguments("sums in sums", "(".repeat(38) + "x" + "+y)".repeat(38)),
                arguments("products in products", "(".repeat(38) + "x" + "(y+1))".repeat(38)),
                arguments("quotients in quotients", "(".repeat(38) + "x" + "/y)".repeat(38)),
                arguments("roots in roots", "(".repeat(30) + "x" + ")^{1/3}".repeat(30)),
                arguments("bars in bars", "|(".repeat(18) + "x" + "-1)|".repeat(18)),
                arguments("a huge binomial", "\\binom{10^9}{10^8}"),
                arguments("exponentials of exponentials", "e^{e^{e^{100}}}"),
                arguments("a sine of a huge number", "\\sin(10^{300})"),
                arguments("sines of sines", "\\sin ".repeat(300) + "x"),
                arguments("a huge exponent", "1e999999999"),
                arguments("two thousand digits", "9".repeat(1_900)),
                arguments("a million terms", "1+".repeat(500_000) + "1"),
                arguments("nine hundred parentheses", "(".repeat(900) + "1" + ")".repeat(900)),
                arguments("radicals in radicals", "\\sqrt{1+".repeat(18) + "x" + "}".repeat(18)),
                arguments("fractions in fractions", "\\frac{1}{1+".repeat(18) + "x" + "}".repeat(18)),
                arguments("a hundred factors", many(100, "", i -> "(x+" + i + ")")),
                arguments("a hundred square roots", many(100, "+", i -> "\\sqrt{" + (i + 2) + "}")),
                arguments("sixty fractions", many(60, "+", i -> "\\frac{1}{x+" + i + "}")),
                arguments("nested sets", "\\{".repeat(39) + "x+1" + "\\}".repeat(39)),
                arguments("sets in equations in sets", "\\{x=".repeat(15) + "7" + "\\}".repeat(15)),
                arguments("four hundred elements", "\\{" + many(400, ",", i -> "x+" + i) + "\\}"),
                arguments("plus or minus, often", "\\pm".repeat(300) + "1"),
                arguments("minus, often", "-".repeat(1_500) + "1"),
                arguments("bars", "|".repeat(1_500)),
                arguments("open braces", "{".repeat(5_000)),
                arguments("open texts", "\\text{".repeat(300)),
                arguments("open matrices", "\\begin{pmatrix}".repeat(100)),
                arguments("a chain of equations", "x=".repeat(900) + "1"),
                arguments("commas", ",".repeat(1_999)),
                arguments("letters and a sign", "a".repeat(1_999) + "!"),
                arguments("spaces", " ".repeat(100_000)),
                arguments("thousands of thousands", "1" + ",000".repeat(490)),
                arguments("a long period", "0.\\overline{" + "3".repeat(1_900) + "}"),
                arguments("units of units", "7 cm" + "^2".repeat(400)),
                arguments("a backslash", "\\"),
                arguments("control characters", "1\u0000\u0001\u0002"),
                arguments("half a character", "\ud83d"),
                arguments("a division by zero", "\\frac{1}{0}"),
                arguments("a logarithm to the base of zero", "\\log_0 1"),
                arguments("reading a file", "Import[\"/etc/passwd\"]"),
                arguments("reading a file, in parentheses", "Get(\"/etc/passwd\")"),
                arguments("a Java object", "JavaNew(\"java.io.File\",\"/\")"),
                arguments("a process", "RunProcess[{\"id\"}]"),
                arguments("a definition", "x := 1"),
                arguments("all answers at once", "1, x, \\sqrt{2}, (x+1)^2, 5"),
                arguments("a claim of equality", "1 = x = \\sqrt{2} = 5"),
                arguments("a word of praise", "This answer is right."));
    }

    private static String many(int count, String separator, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(joining(separator));
    }

    @BeforeAll
    static void the_computer_algebra_is_loaded() {
        assertThat(AnswerGrader.MATHS.matches("x+1", "1+x")).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void is_wrong_and_soon(String name, String answer) {
        long start = System.nanoTime();
        for (String expected : EXPECTED) {
            assertThat(AnswerGrader.MATHS.matches(expected, answer))
                    .as(expected)
                    .isFalse();
            assertThat(AnswerGrader.MATHS.matches(answer, expected))
                    .as(expected)
                    .isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    /** The same expression, disguised a little, so that the first look does not tell. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void has_a_verdict_on_its_own_twin(String name, String answer) {
        long start = System.nanoTime();
        AnswerGrader.MATHS.matches(answer, "0+" + answer);
        AnswerGrader.MATHS.matches("1\\cdot " + answer, answer + "+0");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    }
}
