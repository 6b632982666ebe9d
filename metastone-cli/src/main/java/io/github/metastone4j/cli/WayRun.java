package io.github.metastone4j.cli;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.training.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reflects on a list of problems, several in flight so that the decode loop's batch stays full. A problem's seed is the same
 * in every run, so that what differs are the settings alone.
 */
record WayRun(ReflectiveModel model, ReflectionSettings settings, long seed, int inFlight) {

    /**
     * What came of each, in the order of the problems.
     *
     * @param done called for each once it has its answer, from several threads
     */
    List<Reflection> over(List<Problem> problems, Runnable done) {
        ExecutorService threads = Executors.newFixedThreadPool(inFlight);
        try {
            List<Future<Reflection>> running = new ArrayList<>();
            for (int i = 0; i < problems.size(); i++) {
                String question = problems.get(i).question();
                ReflectionSettings own = settings.withSeed(seed * 1_000_003 + i);
                running.add(threads.submit(() -> {
                    Reflection reflection = model.reflect(question, own, ReflectionListener.NONE);
                    done.run();
                    return reflection;
                }));
            }
            List<Reflection> reflections = new ArrayList<>();
            for (Future<Reflection> one : running) {
                reflections.add(await(one));
            }
            return reflections;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Reflection await(Future<Reflection> one) {
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
