package io.github.metastone4j.generation;

import io.github.metastone4j.generation.GenerationResult.Timings;
import io.github.metastone4j.kernel.Engine;
import io.github.metastone4j.kernel.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request on its way through the decode loop, whose thread alone touches it, but for {@link #cancel}. */
public final class Generation {

    /** Left for the answer when thinking would fill the context: a quarter of it, or less if less is asked for. */
    private static final int ANSWER_SHARE = 4;

    /** How far a request has come. */
    private enum Stage {
        WAITING("waiting for its turn"),
        THINKING("thinking"),
        ANSWERING("answering");

        private final String words;

        Stage(String words) {
            this.words = words;
        }
    }

    final GenerationRequest request;
    final int thinkingBudget;
    private final int context;
    private final GenerationListener listener;
    private final CompletableFuture<GenerationResult> result = new CompletableFuture<>();
    private final List<Row> rows = new ArrayList<>();
    private int begun; // rows that are no forks
    private volatile boolean cancelled;
    private volatile Stage stage = Stage.WAITING;

    private @Nullable Sequence prompt;
    private @Nullable Row winner;

    private final long submitted = System.nanoTime();
    private long prefillNanos;
    private long started;
    private long firstToken;
    private long chosen;

    Generation(GenerationRequest request, int context, GenerationListener listener) {
        this.request = request;
        this.context = context;
        this.listener = listener;
        int room = context - request.prompt().length;
        if (room < 2) {
            throw new PromptTooLongException(request.prompt().length, context);
        }
        this.thinkingBudget = Math.max(
                1,
                Math.min(
                        request.maxThinkingTokens(),
                        room - Math.max(1, Math.min(request.maxOutputTokens(), room / ANSWER_SHARE))));
        addRows(request.chooser().first(request.trajectories()));
    }

    private void addRows(int count) {
        int k = Math.min(begun + Math.max(0, count), request.trajectories());
        for (; begun < k; begun++) {
            rows.add(new Row(this, rows.size()));
        }
    }

    /** Lets the deadline end the request, also while the loop is deep in a native call. */
    void watchDeadline() {
        Duration deadline = request.deadline();
        if (deadline == null) {
            return;
        }
        var alarm = new CompletableFuture<Void>().orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS);
        var unused = alarm.whenComplete((never, reason) -> {
            if (reason instanceof TimeoutException) {
                result.completeExceptionally(new DeadlineExceededException(deadline, stage.words));
            }
        });
        var unusedToo = result.whenComplete((anything, reason) -> alarm.cancel(false));
    }

    /** The result to come; completes exceptionally if the request fails or is cancelled. */
    public CompletableFuture<GenerationResult> result() {
        return result;
    }

    /** Ends the request within a step of the loop, without a result. */
    public void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    boolean isDone() {
        return result.isDone();
    }

    /** Tokens a row may write after its thinking, or in all if it doesn't think. */
    int outputBudget(Row row) {
        return Math.min(request.maxOutputTokens(), context - row.promptLength() - row.thinkingLength());
    }

    List<Row> rows() {
        return rows;
    }

    /** The prompt, prefilled once for all rows that start from it. */
    Sequence prompt(Engine engine) {
        Sequence prefilled = prompt;
        if (prefilled == null) {
            long before = System.nanoTime();
            prefilled = engine.prefill(request.prompt());
            prompt = prefilled;
            stage = Stage.THINKING;
            started = System.nanoTime();
            prefillNanos = started - before;
        }
        return prefilled;
    }

    /** Once every row there can be has started, nobody needs the prompt's cache apart any more. */
    void releasePromptIfAllStarted() {
        if (begun == request.trajectories() && rows.stream().allMatch(Row::started)) {
            releasePrompt();
        }
    }

    private void releasePrompt() {
        if (prompt != null) {
            prompt.close();
            prompt = null;
        }
    }

    /** Whether a row still has something to write now. */
    boolean wantsToRun(Row row) {
        return switch (row.phase()) {
            case THINKING -> !row.isPaused();
            case ANSWERING -> request.answerAll() || row.equals(winner);
            case DONE -> false;
        };
    }

    /** A row has written a token; tells the listener, and chooses or ends if that was the last thing missing. */
    void onWritten(Row row, boolean wasThinking) {
        if (firstToken == 0) {
            firstToken = System.nanoTime();
        }
        if (row.equals(winner)) {
            if (!request.endTokens().contains(row.lastToken())) {
                listener.onAnswerToken(row.lastToken());
            }
        } else {
            listener.onToken(row.index, row.lastToken());
            Step step = row.lastStep();
            if (step != null) {
                listener.onStep(row.index, step);
            }
            if (wasThinking && row.hasThought()) {
                listener.onThought(row.trajectory());
            }
            row.pauseIfDue(step != null);
        }
        while (winner == null && rows.stream().allMatch(this::isAtRest)) {
            if (rows.stream().anyMatch(Row::isPaused)) {
                direct();
            } else if (rows.stream().allMatch(this::hasCompeted)) {
                chooseOrAddRows();
            } else {
                break;
            }
        }
        Row winning = winner;
        if (winning != null && winning.phase() == Row.Phase.DONE) {
            complete(winning);
        }
    }

    boolean hasBegun() {
        return stage != Stage.WAITING;
    }

    void endTurn() {
        try {
            listener.onTurnEnd();
        } catch (Throwable e) { // as anything else a listener throws: it costs this request only
            fail(e);
        }
    }

    private boolean isAtRest(Row row) {
        return row.isPaused() || row.hasThought();
    }

    private boolean hasCompeted(Row row) {
        return request.answerAll() ? row.phase() == Row.Phase.DONE : row.hasThought();
    }

    /** Asks what becomes of the rows that pause, and sees to it. */
    private void direct() {
        List<Row> paused = rows.stream().filter(Row::isPaused).toList();
        List<Move> moves = request.chooser()
                .direct(
                        paused.stream().map(Row::thoughts).toList(),
                        rows.stream()
                                .filter(row -> !row.isPaused())
                                .map(Row::thoughts)
                                .toList());
        if (moves.size() != paused.size()) {
            throw new IllegalStateException(
                    "there are " + moves.size() + " moves for " + paused.size() + " trajectories; each needs one");
        }
        boolean over = moves.stream().noneMatch(Move::goesOn);
        for (int i = 0; i < moves.size(); i++) {
            Move move = over ? Move.STOP : moves.get(i);
            for (int fork = 0; fork < move.forks(); fork++) {
                fork(paused.get(i));
            }
            paused.get(i).follow(move);
            if (move.fate() == Move.Fate.STOP) {
                listener.onStopped(paused.get(i).trajectory());
            }
        }
    }

    private void fork(Row row) {
        int index = rows.size();
        if (index == GenerationRequest.MAX_TRAJECTORIES) {
            throw new IllegalStateException("a request may have " + index + " trajectories; there was to be one more");
        }
        rows.add(new Row(index, row));
        listener.onForked(row.index, index);
    }

    private void chooseOrAddRows() {
        List<Trajectory> trajectories = rows.stream().map(Row::trajectory).toList();
        int left = request.trajectories() - begun;
        int more = left == 0 ? 0 : request.chooser().more(trajectories, left);
        if (more > 0) {
            addRows(more);
        } else {
            choose(trajectories);
        }
    }

    private void choose(List<Trajectory> trajectories) {
        chosen = System.nanoTime();
        stage = Stage.ANSWERING;
        releasePrompt();
        int index = request.chooser().choose(trajectories);
        if (index < 0 || index >= rows.size()) {
            throw new IllegalStateException("trajectory " + index + " was chosen of " + rows.size());
        }
        Row chosenRow = rows.get(index);
        if (trajectories.get(index).ending() == Trajectory.Ending.STOPPED) {
            throw new IllegalStateException("trajectory " + index + " was chosen, but it had been stopped");
        }
        winner = chosenRow;
        for (Row row : rows) {
            if (!row.equals(chosenRow)) {
                row.release();
            }
        }
        listener.onChosen(index);
        if (chosenRow.phase() == Row.Phase.DONE) {
            for (int token : answer(trajectories.get(index))) {
                listener.onAnswerToken(token);
            }
        }
    }

    private int[] answer(Trajectory trajectory) {
        int[] written = trajectory.tokens();
        boolean endToken = request.endTokens().contains(written[written.length - 1]);
        int to = endToken ? written.length - 1 : written.length;
        return Arrays.copyOfRange(written, Math.min(trajectory.tokensBeforeAnswer(request.think()), to), to);
    }

    private void complete(Row winning) {
        long end = System.nanoTime();
        var timings = new Timings(
                Duration.ofNanos(Math.max(0, started - submitted - prefillNanos)),
                Duration.ofNanos(prefillNanos),
                Duration.ofNanos(firstToken - submitted),
                Duration.ofNanos(chosen - firstToken),
                Duration.ofNanos(end - chosen));
        release();
        listener.onTurnEnd();
        List<Trajectory> trajectories = rows.stream().map(Row::trajectory).toList();
        result.complete(new GenerationResult(
                trajectories, winning.index, answer(trajectories.get(winning.index)), winning.complete(), timings));
    }

    void fail(Throwable reason) {
        release();
        result.completeExceptionally(reason);
    }

    void abandon() {
        fail(new CancellationException("the request was cancelled"));
    }

    /** Whether keys and values are kept for it outside the batch. */
    boolean holdsSequences() {
        return prompt != null || rows.stream().anyMatch(row -> row.parked != null);
    }

    /** Gives back what rows and prompt hold outside the batch. */
    void release() {
        rows.forEach(Row::release);
        releasePrompt();
    }
}
