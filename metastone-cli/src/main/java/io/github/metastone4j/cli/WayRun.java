package io.github.metastone4j.cli;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.training.Problem;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

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
        List<Callable<Reflection>> all = IntStream.range(0, problems.size())
                .<Callable<Reflection>>mapToObj(number -> () -> {
                    ReflectionSettings own = settings.withSeed(seed * 1_000_003 + number);
                    Reflection reflection =
                            model.reflect(problems.get(number).question(), own, ReflectionListener.NONE);
                    done.run();
                    return reflection;
                })
                .toList();
        return InFlight.run(inFlight, all, reflection -> {});
    }
}
