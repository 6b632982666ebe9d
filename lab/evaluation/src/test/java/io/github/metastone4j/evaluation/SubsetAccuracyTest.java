package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubsetAccuracyTest {

    /** Everything by hand for three samples: the right one scores in the middle. */
    @Test
    void three_samples_by_hand() {
        ProblemResult problem = problem(
                new Sample(List.of(0.9), "8", false, -3, 30),
                new Sample(List.of(0.5), "7", true, -1, 20),
                new Sample(List.of(0.1), "9", false, -2, 10));
        SubsetAccuracy subsets = new SubsetAccuracy(problem, Aggregator.GEOMETRIC_MEAN, 0);

        assertThat(subsets.of(Strategy.RANDOM, 2)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(subsets.of(Strategy.ORACLE, 2)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(subsets.of(Strategy.BEST_SCORE, 2)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(subsets.of(Strategy.LOG_PROBABILITY, 2)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(subsets.of(Strategy.SHORTEST, 2)).isCloseTo(1.0 / 3, within(1e-12));
        // Pairs (8,7) and (8,9) tie and fall to the first, 8; (7,9) falls to 7.
        assertThat(subsets.of(Strategy.MAJORITY, 2)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(subsets.of(Strategy.BEST_SCORE, 3)).isZero();
        assertThat(subsets.of(Strategy.LOG_PROBABILITY, 3)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void every_strategy_equals_the_mean_over_all_subsets(Strategy strategy) {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 40; trial++) {
            ProblemResult problem = randomProblem(2 + trial % 7, random);
            SubsetAccuracy subsets = new SubsetAccuracy(problem, Aggregator.MEAN, 0);
            for (int k = 1; k <= problem.samples().size(); k++) {
                assertThat(subsets.of(strategy, k))
                        .as("%s, k = %d", problem, k)
                        .isCloseTo(bruteForce(problem, strategy, k), within(1e-12));
            }
        }
    }

    @Test
    void too_many_subsets_are_drawn_with_the_seed() {
        ProblemResult problem = randomProblem(32, new SplittableRandom(1));

        double drawn = new SubsetAccuracy(problem, Aggregator.MEAN, 7).of(Strategy.MAJORITY, 8);
        assertThat(new SubsetAccuracy(problem, Aggregator.MEAN, 7).of(Strategy.MAJORITY, 8))
                .isEqualTo(drawn);
        assertThat(new SubsetAccuracy(problem, Aggregator.MEAN, 8).of(Strategy.MAJORITY, 8))
                .isNotEqualTo(drawn)
                .isCloseTo(drawn, within(0.12));
    }

    @Test
    void auc_counts_the_pairs_that_are_in_order() {
        ProblemResult problem = problem(
                new Sample(List.of(0.9), "7", true, -1, 1),
                new Sample(List.of(0.4), "7", true, -1, 1),
                new Sample(List.of(0.4), "8", false, -1, 1),
                new Sample(List.of(), "9", false, -9, 1));
        SubsetAccuracy subsets = new SubsetAccuracy(problem, Aggregator.MEAN, 0);

        // 0.9 > 0.4, 0.9 > 0, 0.4 = 0.4, 0.4 > 0
        assertThat(subsets.auc(SubsetAccuracy::score)).isEqualTo(3.5 / 4);
        assertThat(subsets.auc(Candidate::logProbability)).isEqualTo((0.5 + 1 + 0.5 + 1) / 4);
    }

    @Test
    void auc_needs_right_and_wrong() {
        ProblemResult problem = problem(new Sample(List.of(0.9), "7", true, -1, 1));

        assertThat(new SubsetAccuracy(problem, Aggregator.MEAN, 0).auc(SubsetAccuracy::score))
                .isNaN();
    }

    /** Plays every subset through the selector itself. */
    private static double bruteForce(ProblemResult problem, Strategy strategy, int k) {
        int n = problem.samples().size();
        double right = 0;
        int subsets = 0;
        for (int mask = 0; mask < 1 << n; mask++) {
            if (Integer.bitCount(mask) == k) {
                int subset = mask;
                List<Integer> members = IntStream.range(0, n)
                        .filter(i -> (subset >> i & 1) == 1)
                        .boxed()
                        .toList();
                right += chance(problem, strategy, members);
                subsets++;
            }
        }
        return right / subsets;
    }

    private static double chance(ProblemResult problem, Strategy strategy, List<Integer> members) {
        double right =
                members.stream().filter(i -> problem.samples().get(i).correct()).count();
        if (strategy == Strategy.RANDOM) {
            return right / members.size();
        }
        if (strategy == Strategy.ORACLE) {
            return right > 0 ? 1 : 0;
        }
        List<Candidate> candidates = members.stream()
                .map(i -> {
                    Sample sample = problem.samples().get(i);
                    return new Candidate(
                            i, sample.stepScores(), sample.answer(), sample.logProbability(), sample.tokens());
                })
                .toList();
        boolean lastStep = strategy == Strategy.LAST_STEP;
        int winner = (lastStep ? Selector.BEST_SCORE : Selector.valueOf(strategy.name()))
                .select(candidates, lastStep ? Aggregator.LAST : Aggregator.MEAN)
                .index();
        return problem.samples().get(winner).correct() ? 1 : 0;
    }

    /** Few distinct values, so that ties abound; now and then no step, no answer. */
    private static ProblemResult randomProblem(int n, SplittableRandom random) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int answer = random.nextInt(4);
            List<Double> steps = random.nextInt(5) == 0 && n % 2 == 0
                    ? List.of()
                    : random.doubles(1 + random.nextInt(3))
                            .map(x -> Math.round(x * 4) / 4.0)
                            .boxed()
                            .toList();
            samples.add(new Sample(
                    steps,
                    answer == 3 ? null : String.valueOf(answer),
                    answer == 1,
                    -random.nextInt(4),
                    1 + random.nextInt(4)));
        }
        return problem(samples.toArray(Sample[]::new));
    }

    private static ProblemResult problem(Sample... samples) {
        return new ProblemResult("p", 1, "7", List.of(samples));
    }
}
