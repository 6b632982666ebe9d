package io.github.metastone4j.generation;

import io.github.metastone4j.kernel.Engine;
import io.github.metastone4j.kernel.JvmExitException;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The one thread that owns a model's device. Requests of any number of callers submit rows; all rows decode in one batch,
 * each with its own length and settings; a row that has nothing to write leaves at once and another takes its place.
 *
 * <p>Each turn: take new requests, let waiting rows in as far as memory goes, decode one token for every row, see what is
 * finished.
 */
public final class DecodeLoop implements AutoCloseable {

    /** Requests that may wait where nobody says otherwise. */
    public static final int MAX_QUEUED = 256;

    private final Engine engine;
    private final Batch batch;
    private final int maxQueued;
    private final AdmissionQueue<Generation> submitted = new AdmissionQueue<>();
    private final List<Generation> running = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed; // fails the requests it has
    private volatile int begun;
    private volatile int rows;
    private volatile DecodeTotals totals = DecodeTotals.NONE;

    /** A loop in which {@link #MAX_QUEUED} requests may wait. */
    public DecodeLoop(Engine engine, int maxRows, long maxCacheBytes) {
        this(engine, maxRows, maxCacheBytes, MAX_QUEUED);
    }

    /**
     * Starts the loop.
     *
     * @param maxRows that decode at once; further rows wait
     * @param maxCacheBytes for keys and values of running rows; further rows wait, and the youngest give way when those
     *     that run outgrow it. Rows that have thought and wait for the choice may keep as much again
     * @param maxQueued requests that may wait for their turn; a further one is refused
     */
    public DecodeLoop(Engine engine, int maxRows, long maxCacheBytes, int maxQueued) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows is " + maxRows + "; it must be at least 1");
        }
        if (maxQueued < 1) {
            throw new IllegalArgumentException("maxQueuedRequests is " + maxQueued + "; it must be at least 1");
        }
        this.engine = engine;
        this.maxQueued = maxQueued;
        this.batch = new Batch(engine, maxRows, maxCacheBytes);
        this.thread = new Thread(this::run, "metastone-decode-loop");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Hands a request to the loop and returns at once.
     *
     * @throws PromptTooLongException if the prompt leaves no room to answer
     * @throws QueueFullException if too many requests wait already
     * @throws ModelClosedException if the loop is closed
     */
    public Generation submit(GenerationRequest request, GenerationListener listener) {
        var generation = new Generation(request, engine.contextLength(), listener);
        enqueue(List.of(generation), maxQueued);
        return generation;
    }

    /**
     * Hands several requests to the loop at once and returns at once. If nothing else runs, which of their rows decode
     * beside which is the same every time, and so is the rounding. How many there are is the caller's own affair: no limit
     * refuses them.
     *
     * @throws PromptTooLongException if a prompt leaves no room to answer; then none of them runs
     * @throws ModelClosedException if the loop is closed
     */
    public List<Generation> submit(List<GenerationRequest> requests, GenerationListener listener) {
        List<Generation> generations = requests.stream()
                .map(request -> new Generation(request, engine.contextLength(), listener))
                .toList();
        enqueue(generations, Integer.MAX_VALUE);
        return generations;
    }

    private void enqueue(List<Generation> generations, int mostWaiting) {
        generations.forEach(Generation::watchDeadline);
        try {
            submitted.add(generations, mostWaiting);
        } catch (QueueFullException | ModelClosedException e) { // nobody watches their deadlines any more
            generations.forEach(generation -> generation.fail(e));
            throw e;
        }
    }

    private void run() {
        try (batch) {
            while (!closed) {
                takeSubmitted();
                dropCancelled();
                admit();
                if (!batch.rows().isEmpty()) {
                    step();
                }
                endTurn();
            }
        } catch (JvmExitException e) { // nothing that anybody could mend
            running.forEach(generation -> generation.fail(e));
        } catch (Throwable e) { // a caller waits for each request: tell them, whatever it is
            running.forEach(generation -> generation.fail(e));
            throw e;
        } finally {
            closed = true;
            var reason = new ModelClosedException("the model was closed while the request ran");
            submitted.close();
            running.addAll(submitted.poll());
            for (Generation generation : running) {
                leaveQueue(generation);
                generation.fail(reason);
            }
            rows = 0;
            begun = 0;
        }
    }

    private void endTurn() {
        running.forEach(Generation::endTurn);
        rows = batch.rows().size();
        begun = countBegun(); // the last: who finds nothing running finds no rows either
    }

    private int countBegun() {
        return (int) running.stream().filter(Generation::hasBegun).count();
    }

    /** Waits for a request if there is nothing else to do; while closing, ends the loop instead. */
    private void takeSubmitted() {
        if (running.isEmpty()) {
            running.addAll(submitted.take());
            if (running.isEmpty()) {
                closed = true;
            }
        } else {
            running.addAll(submitted.poll());
        }
    }

    private void dropCancelled() {
        for (Generation generation : List.copyOf(running)) {
            if (generation.isCancelled() || generation.isDone()) { // a caller may end the future itself
                drop(generation);
                generation.abandon();
            }
        }
    }

    /**
     * Waiting rows join, oldest request first, those of one request that start together from one copy of the prompt.
     * Where one finds no room, later requests wait as well, or small ones could keep a large one out for ever.
     */
    private void admit() {
        for (Generation generation : List.copyOf(running)) {
            try {
                if (!admit(generation)) {
                    return;
                }
            } catch (RuntimeException | Error e) {
                drop(generation);
                generation.fail(e);
            }
        }
    }

    private boolean admit(Generation generation) {
        boolean all = true;
        List<Row> starting = new ArrayList<>();
        for (Row row : generation.rows()) {
            if (batch.rows().contains(row) || !generation.wantsToRun(row)) {
                continue;
            }
            if (!batch.hasRoomFor(starting.size() + 1, row.length() + 1)) {
                all = false;
                break;
            }
            if (row.started()) {
                resume(row);
            } else {
                starting.add(row);
            }
        }
        if (!starting.isEmpty()) {
            start(generation, starting);
        }
        generation.releasePromptIfAllStarted();
        return all;
    }

    /** The prompt's own pass gives every row its first token. */
    private void start(Generation generation, List<Row> rows) {
        boolean waited = !generation.hasBegun();
        Sequence prompt = generation.prompt(engine);
        if (waited) {
            begun = countBegun(); // before it waits no longer: at every moment it does one or the other
            submitted.leave();
        }
        RowOutput[] first = engine.begin(prompt, rows.stream().map(Row::input).toList());
        batch.add(rows, prompt);
        accept(rows, first);
    }

    private void resume(Row row) {
        SharedSequence parked = row.parked;
        if (parked != null) {
            batch.add(List.of(row), parked.sequence());
            row.release();
        } else {
            try (Sequence sequence = engine.prefill(row.entered())) {
                batch.add(List.of(row), sequence);
            }
        }
    }

    private void step() {
        makeRoom();
        List<Row> rows = List.copyOf(batch.rows());
        RowOutput[] outputs;
        long start = System.nanoTime();
        try {
            outputs = batch.step();
            totals = totals.plus(rows.size(), System.nanoTime() - start);
        } catch (RuntimeException | Error e) { // the rows' state is lost, the model is not
            for (Generation generation :
                    rows.stream().map(row -> row.generation).distinct().toList()) {
                drop(generation);
                generation.fail(e);
            }
            return;
        }
        accept(rows, outputs);
    }

    /**
     * Gives rows what was drawn for them, and then lets go whoever has nothing to write now: not before, since a row that
     * is moved into a free slot must know how much of it is in the cache.
     */
    private void accept(List<Row> rows, RowOutput[] outputs) {
        for (int i = 0; i < outputs.length; i++) {
            if (!rows.get(i).generation.isDone()) {
                accept(rows.get(i), outputs[i]);
            }
        }
        rows.stream().map(row -> row.generation).distinct().forEach(this::settleCaches);
        for (Row row : rows) {
            if (row.generation.isDone()) {
                drop(row.generation);
            } else if (!row.generation.wantsToRun(row)) {
                if (row.isPaused()) {
                    park(row);
                }
                batch.remove(row);
            }
        }
    }

    /**
     * Forks get what they were forked from, which is copied once, however many they are: no pass of the model is needed. Then
     * who runs has its cache in the batch alone, and who is done has none.
     */
    private void settleCaches(Generation generation) {
        for (Row fork : generation.rows()) {
            Row parent = fork.parent;
            if (parent != null) {
                fork.parent = null;
                park(parent);
                fork.parked = parent.parked == null ? null : parent.parked.share();
            }
        }
        for (Row row : generation.rows()) {
            if (row.parked != null
                    && (row.phase() == Row.Phase.DONE
                            || (generation.wantsToRun(row) && batch.rows().contains(row)))) {
                row.release();
            }
        }
    }

    /** Keeps a row's cache outside the batch, if there is memory for it: else it is made again from the row's text. */
    private void park(Row row) {
        if (row.parked == null && batch.rows().contains(row) && batch.mayKeep(parkedPositions() + row.length())) {
            row.parked = new SharedSequence(batch.copyOf(row));
        }
    }

    private void accept(Row row, RowOutput output) {
        Generation generation = row.generation;
        boolean wasThinking = !row.hasThought();
        try {
            requireNumber(row, output);
            row.accept(output);
            if (wasThinking && row.phase() == Row.Phase.ANSWERING && !generation.request.answerAll()) {
                park(row);
            }
            generation.onWritten(row, wasThinking);
        } catch (Throwable e) { // a listener's or the choice's fault, an Error too: it costs this request only
            generation.fail(e);
        }
    }

    /** What isn't a number stays in the row's slot, where even a weight of zero would spread it to who comes next. */
    private void requireNumber(Row row, RowOutput output) {
        if (Double.isNaN(output.logProbability())) {
            batch.wipe(row);
            throw new IllegalStateException("the model computed no numbers after " + row.length()
                    + " tokens; are its weights damaged, or too large for the type it computes in?");
        }
    }

    private long parkedPositions() {
        return running.stream()
                .flatMap(generation -> generation.rows().stream())
                .mapToLong(row -> row.parked == null ? 0 : row.parked.length())
                .sum();
    }

    /**
     * When all rows together outgrow the memory, the youngest (the last of the last request) gives its own back and starts
     * again from its text later.
     */
    private void makeRoom() {
        while (batch.rows().size() > 1
                && !batch.hasRoomFor(0, batch.rows().get(0).length() + 1)) {
            batch.remove(Collections.max(
                    batch.rows(),
                    Comparator.<Row>comparingInt(row -> running.indexOf(row.generation))
                            .thenComparingInt(row -> row.index)));
        }
    }

    /** A request that ends before its turn has come waits no longer. */
    private void leaveQueue(Generation generation) {
        if (!generation.hasBegun()) {
            submitted.leave();
        }
    }

    /** Its rows leave last: who finds the cache empty finds nothing kept beside it either. */
    private void drop(Generation generation) {
        leaveQueue(generation);
        generation.release();
        for (Row row : generation.rows()) {
            if (batch.rows().contains(row)) {
                batch.remove(row);
            }
        }
        running.remove(generation);
    }

    /**
     * Does nothing, as long as requests are taken.
     *
     * @throws ModelClosedException if the loop is closed, or is being closed
     */
    public void requireOpen() {
        submitted.requireOpen();
    }

    /** What the loop has to do at this moment; after a turn it tells of that turn. */
    public Occupancy occupancy() {
        int waiting = submitted.waiting(); // before those that have begun, or one that begins now is in neither number
        return new Occupancy(begun, waiting, rows, batch.bytes());
    }

    /** What the loop has decoded since it was started. */
    public DecodeTotals totals() {
        return totals;
    }

    /** Bytes of the cache the running rows have. */
    public long cacheBytes() {
        return batch.bytes();
    }

    /**
     * Ends the loop at the next step; requests that run or wait fail with a clear message. Waits for the thread.
     *
     * @throws IllegalStateException if a listener calls it, on that very thread
     */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Takes no more requests, and lets those that run or wait end. What has not ended in time fails with a clear message.
     * Waits for the thread.
     *
     * @param grace how long requests may take to end
     * @throws IllegalStateException if a listener calls it, on that very thread
     */
    public void close(Duration grace) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException(
                    "a listener cannot close the model: it runs on the thread that must end first");
        }
        submitted.close(); // ends the wait for requests as well
        thread.interrupt(); // a listener that waits is woken; a native call is let finish
        boolean interrupted = !endsWithin(grace);
        closed = true;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits; false if the caller was interrupted, who then waits no longer. */
    private boolean endsWithin(Duration grace) {
        try {
            if (!grace.isZero()) {
                thread.join(Math.max(1, grace.toMillis()));
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
