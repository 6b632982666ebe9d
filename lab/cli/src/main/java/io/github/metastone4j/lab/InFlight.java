package io.github.metastone4j.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Requests of which several run at once, so that the decode loop's batch stays full. */
final class InFlight {

    private InFlight() {}

    /**
     * The results of all requests, in their order. The first that fails ends the rest, and its exception is thrown.
     *
     * @param most that run at once
     * @param listener is told of each result, in the same order, on the caller's thread
     */
    static <T> List<T> run(int most, List<Callable<T>> requests, Consumer<T> listener) {
        ExecutorService threads = Executors.newFixedThreadPool(most);
        try {
            List<Future<T>> running = requests.stream().map(threads::submit).toList();
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                T result = await(one);
                results.add(result);
                listener.accept(result);
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> T await(Future<T> one) {
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
