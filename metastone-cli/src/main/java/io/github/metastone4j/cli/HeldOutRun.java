package io.github.metastone4j.cli;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.nano.NanoProblem;
import io.github.metastone4j.selection.FinalAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Samples and grades a list of problems, several in flight so that the decode loop's batch stays full. Each problem is
 * sampled with a seed of its own, so that neither their number nor their timing changes a result.
 */
record HeldOutRun(ReflectiveModel model, ReflectionSettings settings, long seed, int inFlight) {

    /**
     * The results, in the order of the problems.
     *
     * @param listener is told of each problem once it is graded, from several threads
     */
    List<ProblemResult> over(List<NanoProblem> problems, Consumer<ProblemResult> listener) {
        ExecutorService threads = Executors.newFixedThreadPool(inFlight);
        try {
            List<Future<ProblemResult>> running = new ArrayList<>();
            for (int i = 0; i < problems.size(); i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    ProblemResult result = sample(problems.get(number), number);
                    listener.accept(result);
                    return result;
                }));
            }
            List<ProblemResult> results = new ArrayList<>();
            for (Future<ProblemResult> one : running) {
                results.add(await(one));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private ProblemResult sample(NanoProblem problem, int number) {
        // Seeds next to one another give unrelated draws: every draw mixes its seed thoroughly.
        ReflectionSettings own = settings.withSeed(seed * 1_000_003 + number);
        Reflection reflection = model.reflect(problem.question(), own, new ReflectionListener() {});
        List<Sample> samples = reflection.trajectories().stream()
                .map(trajectory -> graded(trajectory, problem.answer()))
                .toList();
        return new ProblemResult("problem " + (number + 1), problem.operations(), problem.answer(), samples);
    }

    private static Sample graded(ReflectionTrajectory trajectory, String gold) {
        return new Sample(
                trajectory.steps().stream().map(ScoredStep::score).toList(),
                trajectory.finalAnswer(),
                FinalAnswer.matches(gold, trajectory.finalAnswer()),
                trajectory.logProbability(),
                trajectory.tokens());
    }

    static <T> T await(Future<T> one) {
        try {
            return one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sampling; nothing was measured", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
