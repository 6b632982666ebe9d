package io.github.metastone4j.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Tells a listener what the decode loop tells, but on the thread that waits for the result: the loop never waits for a
 * listener, however slow it is. What happens in one turn of the loop is handed over at once.
 */
public final class Relay implements GenerationListener {

    private static final List<Runnable> END = List.of();

    private final GenerationListener receiver;
    private final BlockingQueue<List<Runnable>> turns = new LinkedBlockingQueue<>();
    private List<Runnable> turn = new ArrayList<>(); // the loop's thread alone touches it

    /** A relay for one request. */
    public Relay(GenerationListener receiver) {
        this.receiver = receiver;
    }

    @Override
    public void onToken(int trajectory, int token) {
        turn.add(() -> receiver.onToken(trajectory, token));
    }

    @Override
    public void onStep(int trajectory, Step step) {
        turn.add(() -> receiver.onStep(trajectory, step));
    }

    @Override
    public void onThought(Trajectory trajectory) {
        turn.add(() -> receiver.onThought(trajectory));
    }

    @Override
    public void onForked(int from, int trajectory) {
        turn.add(() -> receiver.onForked(from, trajectory));
    }

    @Override
    public void onStopped(Trajectory trajectory) {
        turn.add(() -> receiver.onStopped(trajectory));
    }

    @Override
    public void onChosen(int trajectory) {
        turn.add(() -> receiver.onChosen(trajectory));
    }

    @Override
    public void onAnswerToken(int token) {
        turn.add(() -> receiver.onAnswerToken(token));
    }

    @Override
    public void onTurnEnd() {
        if (!turn.isEmpty()) {
            turns.add(turn);
            turn = new ArrayList<>();
        }
    }

    /**
     * Tells the listener everything, on this thread, until the request has its result; of a request that has failed, nothing
     * more. What the listener throws is thrown on.
     *
     * @param generation the request that was submitted with this relay
     * @throws ExecutionException if the request fails
     * @throws CancellationException if it is cancelled
     * @throws InterruptedException if this thread is interrupted; the request goes on
     */
    public GenerationResult await(Generation generation) throws ExecutionException, InterruptedException {
        var unused = generation.result().whenComplete((result, failure) -> turns.add(END));
        for (List<Runnable> next = turns.take();
                next != END && !generation.result().isCompletedExceptionally();
                next = turns.take()) {
            next.forEach(Runnable::run);
        }
        return generation.result().get();
    }
}
