package io.github.metastone4j.evaluation;

import io.github.metastone4j.effort.Evidence;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The accuracy one problem would have with k samples, from n that were drawn: the mean over all subsets of size k, each kept
 * in the order drawn. Unbiased, and far less noisy than looking at the first k.
 *
 * <p>Where the winner is the maximum of a total order, or any right sample will do, the mean has a closed form. Votes have
 * none: all subsets are tried if they are at most {@value #SUBSETS}, and else that many random ones.
 */
final class SubsetAccuracy {

    private static final int SUBSETS = 500;

    private final ProblemResult problem;
    private final List<Candidate> candidates;
    private final List<Candidate> byLastStep;
    private final long seed;

    /** By sample, and by the number of its steps that have ended. */
    private final List<List<Evidence>> evidence;

    SubsetAccuracy(ProblemResult problem, Aggregator aggregator, long seed) {
        this.problem = problem;
        this.candidates = condensed(problem.samples(), aggregator);
        this.byLastStep = condensed(problem.samples(), Aggregator.LAST);
        this.seed = seed + 31L * problem.id().hashCode();
        this.evidence = problem.samples().stream().map(SubsetAccuracy::evidence).toList();
    }

    private static List<Evidence> evidence(Sample sample) {
        List<Evidence> evidence = new ArrayList<>(List.of(Evidence.NONE));
        for (double score : sample.stepScores()) {
            evidence.add(evidence.get(evidence.size() - 1).and(score));
        }
        return evidence;
    }

    /** Of random subsets and orders, its own. */
    long seed() {
        return seed;
    }

    /** What all steps of the sample of that index say. */
    Evidence evidence(int index) {
        List<Evidence> each = evidence.get(index);
        return each.get(each.size() - 1);
    }

    /** What those of them say that had ended after so many tokens. */
    Evidence evidence(int index, int tokens) {
        int place = Collections.binarySearch(sample(index).stepEnds(), tokens);
        return evidence.get(index).get(place < 0 ? -place - 1 : place + 1);
    }

    /** The samples as candidates; the trajectory score is the only step. */
    List<Candidate> candidates() {
        return candidates;
    }

    /** The sample of that index. */
    Sample sample(int index) {
        return problem.samples().get(index);
    }

    /** The index of the sample that a selector chooses among all. */
    int winner(Selector selector) {
        return selector.select(candidates, Aggregator.LAST).index();
    }

    /**
     * Tokens that all samples cost where a selector chooses among them: where it compares answers every trajectory writes its
     * own, else the chosen one alone.
     */
    long tokensOfAll(Selector selector) {
        int winner = winner(selector);
        boolean allAnswer = selector.needsAnswers() || (selector.needsScores() && !isScored());
        return candidates.stream()
                .mapToLong(one -> allAnswer || one.index() == winner
                        ? one.tokens()
                        : sample(one.index()).thinkingTokens())
                .sum();
    }

    /** Whether there are right and wrong samples, so that it matters which ones are drawn. */
    boolean isMixed() {
        return problem.right() > 0 && problem.right() < candidates.size();
    }

    /** Whether any sample has a score. */
    boolean isScored() {
        return scoredCandidates().findAny().isPresent();
    }

    /** Whether it is known of all samples with a score where their steps end. */
    boolean tellsWhereStepsEnd() {
        return problem.samples().stream()
                .allMatch(sample ->
                        sample.stepEnds().size() == sample.stepScores().size());
    }

    /** Whether the sample of that index is right. */
    boolean isCorrect(int index) {
        return problem.samples().get(index).correct();
    }

    /** Expected accuracy in [0, 1] of a strategy given k of the samples. */
    double of(Strategy strategy, int k) {
        return switch (strategy) {
            case RANDOM -> (double) problem.right() / candidates.size();
            case ORACLE -> 1 - noneRight(k);
            case LOG_PROBABILITY -> highest(candidates, Candidate::logProbability, k);
            case SHORTEST -> highest(candidates, candidate -> -candidate.tokens(), k);
            case BEST_SCORE -> bestScore(candidates, k);
            case LAST_STEP -> bestScore(byLastStep, k);
            case MAJORITY -> selected(candidates, Selector.MAJORITY, k);
            case WEIGHTED_MAJORITY -> selected(candidates, Selector.WEIGHTED_MAJORITY, k);
        };
    }

    private double bestScore(List<Candidate> scored, int k) {
        return scored.stream().noneMatch(it -> it.stepScores().isEmpty())
                ? highest(scored, SubsetAccuracy::score, k)
                : selected(scored, Selector.BEST_SCORE, k);
    }

    /** The scores of all samples that have one, with their verdicts. */
    List<Scored> scored() {
        return scoredCandidates().map(it -> new Scored(score(it), correct(it))).toList();
    }

    /** Spearman's correlation of score and number of tokens, over the samples that have a score; NaN if there is none. */
    double scoreLength() {
        return RankCorrelation.of(
                scoredCandidates().mapToDouble(SubsetAccuracy::score).toArray(),
                scoredCandidates().mapToDouble(Candidate::tokens).toArray());
    }

    private Stream<Candidate> scoredCandidates() {
        return candidates.stream().filter(it -> !it.stepScores().isEmpty());
    }

    /**
     * The probability that a right sample scores above a wrong one, a tie counting one half; NaN if the problem lacks right
     * or wrong samples.
     */
    double auc(ToDoubleFunction<Candidate> value) {
        double won = 0;
        long pairs = 0;
        for (Candidate right : candidates) {
            for (Candidate wrong : candidates) {
                if (correct(right) && !correct(wrong)) {
                    int order = Double.compare(value.applyAsDouble(right), value.applyAsDouble(wrong));
                    won += order > 0 ? 1 : order == 0 ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? Double.NaN : won / pairs;
    }

    /** The trajectory score; 0.0 without a step, as {@link Selector} has it. */
    static double score(Candidate condensed) {
        return condensed.stepScores().isEmpty() ? 0.0 : condensed.stepScores().get(0);
    }

    /** C(n - c, k) / C(n, k): the chance that k samples hold none of the c right ones. */
    private double noneRight(int k) {
        int n = candidates.size();
        int wrong = n - problem.right();
        double chance = 1;
        for (int i = 0; i < k; i++) {
            chance *= Math.max(0, wrong - i) / (double) (n - i);
        }
        return chance;
    }

    /**
     * The winner of a subset is its highest in one order of all n. The sample of rank r (0 the highest) wins if it is drawn and
     * the k - 1 others are from the n - 1 - r below it: C(n - 1 - r, k - 1) / C(n, k), here as a running product.
     */
    private double highest(List<Candidate> candidates, ToDoubleFunction<Candidate> value, int k) {
        int n = candidates.size();
        // A stable sort: equal values stay in the order drawn, and the first of a tie wins.
        List<Candidate> ranked = candidates.stream()
                .sorted(Comparator.comparingDouble(value).reversed())
                .toList();
        double accuracy = 0;
        double wins = (double) k / n;
        for (int rank = 0; rank <= n - k; rank++) {
            accuracy += correct(ranked.get(rank)) ? wins : 0;
            wins *= (double) (n - rank - k) / (n - rank - 1);
        }
        return accuracy;
    }

    private double selected(List<Candidate> candidates, Selector selector, int k) {
        double[] tally = new double[2];
        Consumer<List<Candidate>> trial = subset -> {
            int winner = selector.select(subset, Aggregator.LAST).index();
            tally[0] += isCorrect(winner) ? 1 : 0;
            tally[1]++;
        };
        if (choose(candidates.size(), k) <= SUBSETS) {
            everySubset(candidates, k, 0, new ArrayList<>(), trial);
        } else {
            SplittableRandom random = new SplittableRandom(seed + k);
            for (int draw = 0; draw < SUBSETS; draw++) {
                trial.accept(randomSubset(candidates, k, random));
            }
        }
        return tally[0] / tally[1];
    }

    private static void everySubset(
            List<Candidate> candidates, int k, int from, List<Candidate> chosen, Consumer<List<Candidate>> trial) {
        if (chosen.size() == k) {
            trial.accept(chosen);
            return;
        }
        for (int next = from; next <= candidates.size() - (k - chosen.size()); next++) {
            chosen.add(candidates.get(next));
            everySubset(candidates, k, next + 1, chosen, trial);
            chosen.remove(chosen.size() - 1);
        }
    }

    /** One pass in the order drawn (selection sampling): each is taken with the chance that leaves k in the end. */
    private static List<Candidate> randomSubset(List<Candidate> candidates, int k, SplittableRandom random) {
        List<Candidate> subset = new ArrayList<>(k);
        for (int i = 0; subset.size() < k; i++) {
            if (random.nextInt(candidates.size() - i) < k - subset.size()) {
                subset.add(candidates.get(i));
            }
        }
        return subset;
    }

    private boolean correct(Candidate candidate) {
        return isCorrect(candidate.index());
    }

    /** The number of subsets; not exact once it is large, which is all that is asked of it. */
    private static double choose(int n, int k) {
        double subsets = 1;
        for (int i = 0; i < k; i++) {
            subsets = subsets * (n - i) / (i + 1);
        }
        return subsets;
    }

    private static List<Candidate> condensed(List<Sample> samples, Aggregator aggregator) {
        return IntStream.range(0, samples.size())
                .mapToObj(index -> condensed(index, samples.get(index), aggregator))
                .toList();
    }

    /** Steps aggregated once instead of in every subset: the trajectory score becomes the only step. */
    private static Candidate condensed(int index, Sample sample, Aggregator aggregator) {
        List<Double> score =
                sample.stepScores().isEmpty() ? List.of() : List.of(aggregator.aggregate(sample.stepScores()));
        return new Candidate(index, score, sample.answer(), sample.logProbability(), sample.tokens());
    }
}
