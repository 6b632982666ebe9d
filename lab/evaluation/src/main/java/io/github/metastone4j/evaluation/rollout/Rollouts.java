package io.github.metastone4j.evaluation.rollout;

import io.github.metastone4j.generation.DecodeLoop;
import io.github.metastone4j.generation.Generation;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.GenerationResult;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;

/**
 * Results of a run of requests, in their order, sampled by the decode loop that also serves. Several are under way at
 * once, so that the batch stays full while the last rows of one request are written.
 */
public final class Rollouts implements Iterator<GenerationResult> {

    private final DecodeLoop loop;
    private final Iterator<GenerationRequest> requests;
    private final int atOnce;
    private final Queue<Generation> running = new ArrayDeque<>();

    /** Results of these requests, so many at once. */
    public Rollouts(DecodeLoop loop, Iterator<GenerationRequest> requests, int atOnce) {
        this.loop = loop;
        this.requests = requests;
        this.atOnce = atOnce;
    }

    @Override
    public boolean hasNext() {
        return !running.isEmpty() || requests.hasNext();
    }

    @Override
    public GenerationResult next() {
        while (running.size() < atOnce && requests.hasNext()) {
            running.add(loop.submit(requests.next(), new GenerationListener() {}));
        }
        return next(running);
    }

    /** Results of requests that are handed over together, so that the same ones always decode beside one another. */
    static Iterator<GenerationResult> together(DecodeLoop loop, List<GenerationRequest> requests) {
        var all = new Rollouts(loop, Collections.emptyIterator(), 0);
        all.running.addAll(loop.submit(requests, new GenerationListener() {}));
        return all;
    }

    private static GenerationResult next(Queue<Generation> running) {
        try {
            return running.remove().result().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.forEach(Generation::cancel);
            throw new IllegalStateException("interrupted while sampling", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("sampling failed: " + e.getMessage(), e);
        }
    }
}
