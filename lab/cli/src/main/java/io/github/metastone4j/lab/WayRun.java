package io.github.metastone4j.lab;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.cli.ModelArguments;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Way;
import io.github.metastone4j.evaluation.Way.Outcome;
import io.github.metastone4j.evaluation.rollout.EvaluationRun;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures one way after another on a list of problems. A problem's seed is the same in every way, so that what differs are the
 * settings alone.
 *
 * @param instruction appended to every question
 * @param atOnce how many problems are under way at a time; null for as many as fill the batch
 */
record WayRun(
        ReflectiveModel model,
        List<RatedProblem> problems,
        String instruction,
        OutcomeVerifier judge,
        long seed,
        @Nullable Integer atOnce,
        RunProgress progress) {

    /**
     * What was sampled.
     *
     * @param seconds of the clock, per problem
     */
    record Sampled(List<ProblemResult> results, double seconds) {}

    /** So many complete outputs of each problem. */
    Sampled sampled(int k, ReflectionSettings settings) {
        var run = new EvaluationRun(model, settings.withTrajectories(k), instruction, seed, judge);
        var done = new AtomicInteger();
        long start = System.nanoTime();
        List<ProblemResult> results =
                run.over(problems, atOnce(k), result -> told("sampling " + k, done.incrementAndGet()));
        return new Sampled(results, secondsSince(start));
    }

    /**
     * Asks every problem as a user would.
     *
     * @param rows that a request has in the batch, roughly: as many requests run as fill it
     */
    Way live(String family, String setting, ReflectionSettings settings, int rows) {
        var done = new AtomicInteger();
        List<Callable<Outcome>> all = IntStream.range(0, problems.size())
                .<Callable<Outcome>>mapToObj(number -> () -> {
                    Outcome outcome = outcome(number, settings);
                    told(family + ", " + setting, done.incrementAndGet());
                    return outcome;
                })
                .toList();
        long start = System.nanoTime();
        List<Outcome> outcomes = InFlight.run(atOnce(rows), all, outcome -> {});
        return new Way(family, setting, outcomes, secondsSince(start));
    }

    private Outcome outcome(int number, ReflectionSettings settings) {
        RatedProblem asked = problems.get(number);
        Reflection reflection = model.reflect(
                asked.problem().question() + instruction,
                settings.withSeed(seed * 1_000_003 + number),
                ReflectionListener.NONE);
        return new Outcome(judge.isRight(asked.problem(), reflection.answer()) ? 1 : 0, reflection.allTokens());
    }

    private int atOnce(int rows) {
        Integer asked = atOnce;
        return asked == null ? 1 + ModelArguments.MANY_ROWS / rows : asked;
    }

    private void told(String what, int done) {
        progress.report(what, done, problems.size(), "");
    }

    private double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9 / problems.size();
    }
}
