package io.github.metastone4j.generation;

import io.github.metastone4j.generation.Trajectory.Ending;
import io.github.metastone4j.kernel.AllowedTokens;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.RowOutput;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One trajectory while it is written. Its last token is always the one to be entered next; the cache holds all before it.
 */
final class Row {

    /** What is being written. */
    enum Phase {
        THINKING,
        ANSWERING,
        DONE
    }

    final Generation generation;
    final int index;
    private final Trajectory.@Nullable Fork fork;
    private int[] ids; // prompt and what was written
    private float[] scoreLogits; // of the token at the same place of ids: the head's logit where it was predicted
    private int length;
    private final GrowingSteps steps;
    private AnswerRule answer; // for what comes next, unless that is thinking
    private Phase phase = Phase.THINKING;
    private int thinkingLength; // 0 until the thinking has ended
    private double logProbability;
    private double thinkingLogProbability;
    private int wentOnAt; // the length it had when it began, was forked or paused last
    private boolean paused;
    private boolean closing;
    private Ending ending = Ending.CLOSED;
    private boolean opened;
    private boolean complete;

    /** The row's cache while it isn't in the batch, if it has been kept. */
    @Nullable
    SharedSequence parked;

    /** The row whose cache this one begins with, until it has been given it. */
    @Nullable
    Row parent;

    Row(Generation generation, int index) {
        this.generation = generation;
        this.index = index;
        this.fork = null;
        int[] prompt = generation.request.prompt();
        this.ids = Arrays.copyOf(prompt, prompt.length + 64);
        this.scoreLogits = new float[ids.length];
        this.length = prompt.length;
        this.wentOnAt = length;
        this.steps = newSteps();
        this.answer = generation.request.answer();
        ThinkTags think = generation.request.think();
        this.opened = think != null && think.leftOpenBy(prompt);
    }

    /** A row that goes on from where another one is. */
    Row(int index, Row parent) {
        this.generation = parent.generation;
        this.index = index;
        this.fork = new Trajectory.Fork(parent.index, parent.length - parent.promptLength());
        this.ids = parent.ids.clone();
        this.scoreLogits = parent.scoreLogits.clone();
        this.length = parent.length;
        this.wentOnAt = length;
        this.steps = newSteps();
        this.answer = parent.answer;
        this.opened = parent.opened;
        this.logProbability = parent.logProbability;
        this.parent = parent;
    }

    private GrowingSteps newSteps() {
        return new GrowingSteps(promptLength(), generation.request.think(), generation.request.steps());
    }

    RowInput input() {
        SamplingSettings sampling = generation.request.sampling();
        return new RowInput(
                ids[length - 1],
                length - 1,
                sampling.temperature(),
                sampling.topP(),
                sampling.topK(),
                sampling.repetitionPenalty(),
                sampling.uniform(index, length),
                allowed());
    }

    /** The tokens that may come next. */
    private AllowedTokens allowed() {
        ThinkTags think = generation.request.think();
        if (answer == AnswerRule.FREE || (phase == Phase.THINKING && opened)) {
            return AllowedTokens.ALL;
        }
        AllowedTokens allowed = answer.allowed();
        return phase == Phase.THINKING && think != null && !started()
                ? allowed.with(think.open()) // it may still choose to think
                : allowed;
    }

    /** The answer has grown by a token: whether it is over with that, although the model would go on. */
    private boolean endsByRule(int token) {
        answer = answer.after(token);
        return answer.isOver();
    }

    /** Takes what a decode step drew for this row. */
    void accept(RowOutput output) {
        int token = output.token();
        ThinkTags think = generation.request.think();
        boolean end = generation.request.endTokens().contains(token);
        if (phase == Phase.THINKING && think != null) {
            opened |= token == think.open();
            boolean usedUp =
                    (closing || length + 1 - promptLength() >= generation.thinkingBudget) && token != think.close();
            if (!opened && token != think.close()) { // answers without thinking, so far
                appendDrawn(output);
                boolean over = end || endsByRule(token);
                if (over || closing || length - promptLength() >= generation.outputBudget(this)) {
                    endThinking(length - promptLength(), over ? Ending.CLOSED : Ending.BUDGET);
                    finish(over);
                }
            } else if (end || usedUp) {
                append(think.close(), output.scoreLogit());
                endThinking(length - promptLength(), end ? Ending.END_OF_TEXT : Ending.BUDGET);
            } else {
                appendDrawn(output);
                if (token == think.close()) {
                    endThinking(length - promptLength(), Ending.CLOSED);
                }
            }
            return;
        }
        appendDrawn(output);
        boolean usedUp = (closing && phase == Phase.THINKING)
                || length - promptLength() - thinkingLength >= generation.outputBudget(this);
        boolean over = end || endsByRule(token);
        if (over || usedUp) {
            if (think == null) {
                endThinking(length - promptLength(), over ? Ending.CLOSED : Ending.BUDGET);
            }
            finish(over);
        }
    }

    private void appendDrawn(RowOutput output) {
        logProbability += output.logProbability();
        append(output.token(), output.scoreLogit());
    }

    private void append(int token, double scoreLogit) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, length + length / 2);
            scoreLogits = Arrays.copyOf(scoreLogits, ids.length);
        }
        scoreLogits[length] = (float) scoreLogit;
        ids[length++] = token;
    }

    private void endThinking(int tokens, Ending how) {
        thinkingLength = tokens;
        thinkingLogProbability = logProbability;
        ending = how;
        phase = Phase.ANSWERING;
        answer = generation.request.answer();
    }

    /**
     * Stays as it is until it is told what becomes of it, if this is a moment to ask.
     *
     * @param step whether a step ends with the last token
     */
    void pauseIfDue(boolean step) {
        if (phase == Phase.THINKING) {
            paused = generation.request.chooser().pauses(length - wentOnAt, step);
        }
    }

    boolean isPaused() {
        return paused;
    }

    /** Does what it is told; forks are none of its affair. */
    void follow(Move move) {
        switch (move.fate()) {
            case HOLD -> {}
            case GO_ON, CLOSE -> {
                paused = false;
                closing = move.fate() == Move.Fate.CLOSE;
                wentOnAt = length;
            }
            case STOP -> {
                paused = false;
                endThinking(length - promptLength(), Ending.STOPPED);
                finish(false);
            }
        }
    }

    private void finish(boolean ended) {
        phase = Phase.DONE;
        complete = ended;
    }

    Phase phase() {
        return phase;
    }

    /** Whether the model, or the rule for answers, ended the text, rather than a limit. */
    boolean complete() {
        return complete;
    }

    boolean hasThought() {
        return phase != Phase.THINKING;
    }

    /** Tokens of thinking, the closing tag included; 0 until it has ended. */
    int thinkingLength() {
        return thinkingLength;
    }

    int promptLength() {
        return generation.request.prompt().length;
    }

    /** Prompt and everything written. */
    int length() {
        return length;
    }

    /** Whether the row has written anything yet. */
    boolean started() {
        return length > promptLength();
    }

    int lastToken() {
        return ids[length - 1];
    }

    /** Everything the cache must hold before the row can go on. */
    int[] entered() {
        return Arrays.copyOf(ids, length - 1);
    }

    int[] written() {
        return Arrays.copyOfRange(ids, promptLength(), length);
    }

    /** The step that ends with the last token written, or null. */
    @Nullable
    Step lastStep() {
        List<Step> all = phase == Phase.ANSWERING ? List.of() : steps();
        Step last = all.isEmpty() ? null : all.get(all.size() - 1);
        return last != null && last.end() == length - promptLength() ? last : null;
    }

    /** The scored steps of the thinking, as far as it has come. */
    List<Step> steps() {
        return steps.upTo(ids, scoreLogits, hasThought() ? promptLength() + thinkingLength : length);
    }

    Trajectory trajectory() {
        return new Trajectory(
                index,
                fork,
                written(),
                hasThought() ? thinkingLength : length - promptLength(),
                steps(),
                logProbability,
                hasThought() ? ending : Ending.OPEN);
    }

    /** The trajectory without its answer: as it is, or was when its thinking ended. */
    Trajectory thoughts() {
        if (!hasThought()) {
            return trajectory();
        }
        int[] thinking = Arrays.copyOfRange(ids, promptLength(), promptLength() + thinkingLength);
        return new Trajectory(index, fork, thinking, thinkingLength, steps(), thinkingLogProbability, ending);
    }

    void release() {
        if (parked != null) {
            parked.close();
            parked = null;
        }
    }
}
