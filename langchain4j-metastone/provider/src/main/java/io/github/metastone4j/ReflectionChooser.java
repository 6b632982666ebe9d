package io.github.metastone4j;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import io.github.metastone4j.chat.Answer;
import io.github.metastone4j.chat.AnswerReader;
import io.github.metastone4j.effort.Agreement;
import io.github.metastone4j.effort.EffortReport;
import io.github.metastone4j.effort.Spending;
import io.github.metastone4j.generation.Move;
import io.github.metastone4j.generation.Step;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.generation.TrajectoryChooser;
import io.github.metastone4j.search.SearchRun;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.FinalAnswer;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses among one request's trajectories, on the decode loop's thread, and remembers why. */
final class ReflectionChooser implements TrajectoryChooser {

    private final Tokenizer tokenizer;
    private final Aggregator aggregator;
    private final Selector selector;
    private final List<String> stopSequences;
    private final ToolUse tools;
    private final Spending spending;
    private final @Nullable SearchRun search;
    private volatile @Nullable Selection selection;

    /** @param settings calibrated */
    ReflectionChooser(Tokenizer tokenizer, ReflectionSettings settings, ToolUse tools) {
        this.tokenizer = tokenizer;
        this.aggregator = settings.aggregator();
        this.selector = requireNonNull(settings.selector());
        this.stopSequences = settings.stopSequences();
        this.tools = tools;
        this.spending = settings.spending();
        this.search = settings.searching();
    }

    @Override
    public int choose(List<Trajectory> trajectories) {
        List<Candidate> candidates = candidates(trajectories);
        Selection chosen = selector.select(candidates, aggregator);
        selection = chosen;
        spending.conclude(spending.mayStopEarly() ? Agreement.of(candidates, chosen, spending.left()) : Double.NaN);
        return chosen.index();
    }

    @Override
    public int first(int k) {
        return spending.first();
    }

    @Override
    public int more(List<Trajectory> competed, int left) {
        if (!spending.mayStopEarly()) {
            return 0;
        }
        List<Candidate> candidates = candidates(competed);
        return spending.more(
                Agreement.of(candidates, selector.select(candidates, aggregator), left),
                left,
                competed.stream().mapToLong(this::thought).sum());
    }

    private int thought(Trajectory trajectory) {
        return trajectory.ending() == Trajectory.Ending.STOPPED
                ? trajectory.drawnTokens()
                : trajectory.tokensBeforeAnswer(tokenizer.thinkTags());
    }

    @Override
    public boolean pauses(int tokens, boolean step) {
        return spending.pauses(tokens) || (search != null && search.pauses(step));
    }

    @Override
    public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
        if (search == null) {
            List<Move> last = spending.lastMoves(thinking, others, thinking.size());
            return last == null ? spending.moves(thinking, others) : last;
        }
        List<Move> moves = searched(search, thinking, others);
        int next = moves.stream()
                .mapToInt(move -> move.forks() + (move.fate() == Move.Fate.GO_ON ? 1 : 0))
                .sum();
        List<Move> last = spending.lastMoves(thinking, others, next);
        return last == null ? moves : last;
    }

    /** A budget pauses trajectories in the middle of a step as well: those that have ended theirs wait for them. */
    private static List<Move> searched(SearchRun search, List<Trajectory> thinking, List<Trajectory> others) {
        List<Boolean> due =
                thinking.stream().map(one -> search.pauses(endsWithStep(one))).toList();
        return due.contains(false)
                ? due.stream().map(waits -> waits ? Move.HOLD : Move.GO_ON).toList()
                : search.direct(thinking, others);
    }

    private static boolean endsWithStep(Trajectory trajectory) {
        List<Step> steps = trajectory.steps();
        return !steps.isEmpty() && steps.get(steps.size() - 1).end() == trajectory.tokens().length;
    }

    private List<Candidate> candidates(List<Trajectory> trajectories) {
        return trajectories.stream()
                .filter(one -> one.ending() != Trajectory.Ending.STOPPED)
                .map(this::candidate)
                .toList();
    }

    private Candidate candidate(Trajectory trajectory) {
        return new Candidate(
                trajectory.index(),
                trajectory.stepScores(),
                vote(trajectory),
                trajectory.logProbability(),
                trajectory.tokens().length);
    }

    /** What a trajectory stands for where answers are counted: its tool calls, or what it boxed, thinking included. */
    private @Nullable String vote(Trajectory trajectory) {
        int[] tokens = trajectory.tokens();
        int start = trajectory.tokensBeforeAnswer(tokenizer.thinkTags());
        var reader = new AnswerReader(
                tokenizer, stopSequences, tools.format(), tools.names(), new AnswerReader.Listener() {});
        Arrays.stream(tokens, start, tokens.length).forEach(reader::append);
        Answer answer = reader.finish();
        if (!answer.toolCalls().isEmpty()) {
            return answer.toolCalls().stream().map(ReflectionChooser::spelled).collect(joining("; "));
        }
        return FinalAnswer.of(tokenizer.decode(Arrays.copyOf(tokens, start), true) + answer.text());
    }

    private static String spelled(ToolExecutionRequest call) {
        return call.name() + "(" + call.arguments().replaceAll("\\s+", "") + ")";
    }

    double score(Trajectory trajectory) {
        return aggregator.aggregateOrZero(trajectory.stepScores());
    }

    /** What was decided about the effort; known once {@link #choose} was called. */
    EffortReport effort() {
        return spending.report();
    }

    /** The choice; known once {@link #choose} was called. */
    Selection selection() {
        Selection made = selection;
        if (made == null) {
            throw new IllegalStateException("no trajectory has been chosen yet");
        }
        return made;
    }
}
