package io.github.metastone4j.nano.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NanoProblemsTest {

    private static final Pattern EQUATION = Pattern.compile("(\\d+) ([-+*/]) (\\d+) = (\\d+)");

    private static List<NanoProblem> take(int count, NanoProblems problems) {
        return Stream.generate(problems::next).limit(count).toList();
    }

    @Test
    void the_same_seed_gives_the_same_problems() {
        assertThat(take(500, NanoProblems.training(7))).isEqualTo(take(500, NanoProblems.training(7)));
        assertThat(take(500, NanoProblems.training(7))).isNotEqualTo(take(500, NanoProblems.training(8)));
    }

    @Test
    void no_held_out_problem_occurs_in_training() {
        Set<String> questions = new HashSet<>();
        take(20_000, NanoProblems.training(1)).forEach(problem -> questions.add(problem.question()));

        assertThat(take(20_000, NanoProblems.heldOut(1)))
                .allMatch(problem -> NanoProblems.isHeldOut(problem.solution()))
                .noneMatch(problem -> questions.contains(problem.question()));
    }

    @Test
    void the_order_of_commuting_operands_does_not_carry_a_problem_to_the_other_side() {
        Given two = new Given(2);
        Given seven = new Given(7);
        for (int i = 1; i < 200; i++) {
            Step one = Step.of(Operation.ADD, Step.of(Operation.MULTIPLY, two, seven), new Given(i));
            Step other = Step.of(Operation.ADD, new Given(i), Step.of(Operation.MULTIPLY, seven, two));
            assertThat(NanoProblems.isHeldOut(one)).isEqualTo(NanoProblems.isHeldOut(other));
        }
    }

    @Test
    void every_equation_is_right_and_the_last_one_gives_the_boxed_answer() {
        SplittableRandom random = new SplittableRandom(3);
        for (NanoProblem problem : take(20_000, NanoProblems.training(3))) {
            String thinking = problem.thinking(random);
            Matcher equation = EQUATION.matcher(thinking);
            int count = 0;
            String last = "";
            while (equation.find()) {
                int left = Integer.parseInt(equation.group(1));
                int right = Integer.parseInt(equation.group(3));
                Operation operation = Operation.of(equation.group(2).charAt(0));
                last = equation.group(4);
                assertThat(operation.apply(left, right)).as(thinking).isEqualTo(Integer.parseInt(last));
                count++;
            }
            assertThat(last).as(problem.question()).isEqualTo(problem.answer());
            assertThat(count).as(thinking).isEqualTo(problem.operations());
            assertThat(problem.response(random)).contains("\\boxed{" + problem.answer() + "}");
        }
    }

    @Test
    void every_step_is_a_paragraph_that_ends_in_a_full_stop_and_an_empty_line() {
        SplittableRandom random = new SplittableRandom(4);
        for (NanoProblem problem : take(5_000, NanoProblems.training(4))) {
            String thinking = problem.thinking(random);
            assertThat(thinking).endsWith(".\n\n").doesNotContain("{", "}");
            assertThat(thinking.split("\\.\n\n"))
                    .hasSize(problem.operations())
                    .allMatch(paragraph -> EQUATION.matcher(paragraph).find())
                    .noneMatch(paragraph -> paragraph.contains("\n"))
                    .allMatch(paragraph -> Character.isLetterOrDigit(paragraph.charAt(paragraph.length() - 1)));
        }
    }

    @Test
    void numbers_stay_small_and_positive() {
        for (NanoProblem problem : take(5_000, NanoProblems.training(5))) {
            assertThat(problem.solution().all()).allMatch(step -> step.value() > 0 && step.value() <= 999);
        }
    }

    @Test
    void a_problem_has_many_different_right_solutions() {
        SplittableRandom random = new SplittableRandom(6);
        NanoProblem problem = Stream.generate(NanoProblems.training(6)::next)
                .filter(candidate -> candidate.operations() == 4)
                .findFirst()
                .orElseThrow();

        assertThat(Stream.generate(() -> problem.thinking(random)).limit(100).distinct())
                .hasSizeGreaterThan(50);
    }

    @Test
    void difficulties_and_kinds_are_evenly_mixed() {
        List<NanoProblem> problems = take(8_000, NanoProblems.training(9));
        Map<Integer, Long> byOperations =
                problems.stream().collect(Collectors.groupingBy(NanoProblem::operations, Collectors.counting()));
        long words = problems.stream()
                .filter(problem ->
                        problem.question().contains("How") || problem.question().length() > 60)
                .count();

        assertThat(byOperations).containsOnlyKeys(2, 3, 4, 5);
        assertThat(byOperations.values()).allSatisfy(count -> assertThat(count).isBetween(1_800L, 2_200L));
        assertThat(words).isBetween(3_600L, 4_800L);
    }

    @Test
    void the_question_of_the_demo_is_one_of_many_like_it() {
        Pattern demo = Pattern.compile(
                "A\\w* \\w+ packs \\d+ \\w+ of \\d+ \\w+ and gives \\d+ \\w+ away\\. How many (\\w+ )?are left\\?");

        assertThat(take(100_000, NanoProblems.training(10)))
                .filteredOn(problem -> demo.matcher(problem.question()).matches())
                .hasSizeGreaterThan(20);
    }

    @Test
    void every_text_is_plain_and_has_its_slots_filled() {
        for (NanoProblem problem : take(20_000, NanoProblems.training(11))) {
            assertThat(problem.question()).matches("[A-Za-z0-9 .,?+*/()=-]+").doesNotContain("  ", "..");
        }
    }
}
