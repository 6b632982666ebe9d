package io.github.metastone4j.evaluation.rollout;

import dev.langchain4j.data.message.UserMessage;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.evaluation.rollout.Attempts.Attempt;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.GenerationResult;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.selection.FinalAnswer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lets a model attempt problems, as it would answer a user, and judges what comes of it. Several problems are under way at
 * once; what is drawn for one depends on the seed and its number alone.
 */
public final class Sampling {

    /** Rows that decode at once, about: the batch stays full while the last rows of a problem are written. */
    private static final int ROWS = 256;

    private final ReflectiveModel model;
    private final ReflectionSettings settings;
    private final String instruction;
    private final Function<Problem, int[]> prompts;
    private final long seed;
    private final OutcomeVerifier verifier;

    /**
     * Sampling with a model.
     *
     * @param settings how many trajectories, and how they are drawn
     * @param instruction appended to every question; may be empty
     */
    public Sampling(
            ReflectiveModel model,
            ReflectionSettings settings,
            String instruction,
            long seed,
            OutcomeVerifier verifier) {
        this(
                model,
                settings,
                instruction,
                problem -> model.prompt(List.of(UserMessage.from(problem.question() + instruction)), List.of()),
                seed,
                verifier);
    }

    private Sampling(
            ReflectiveModel model,
            ReflectionSettings settings,
            String instruction,
            Function<Problem, int[]> prompts,
            long seed,
            OutcomeVerifier verifier) {
        this.model = model;
        this.settings = settings;
        this.instruction = instruction;
        this.prompts = prompts;
        this.seed = seed;
        this.verifier = verifier;
    }

    /**
     * Sampling of problems whose question is the whole prompt, as the model's chat template writes it: with tools, say, or with earlier
     * turns.
     *
     * @param settings how many trajectories, and how they are drawn
     */
    public static Sampling ofPrompts(
            ReflectiveModel model, ReflectionSettings settings, long seed, OutcomeVerifier verifier) {
        return new Sampling(
                model, settings, "", problem -> model.tokenizer().encode(problem.question()), seed, verifier);
    }

    /** Everything that fixes what is drawn for these problems and how it is judged: for {@link RolloutStore#open}. */
    public Map<String, String> identity(List<Problem> problems) {
        GenerationRequest request = request(problems.get(0), 0);
        ModelConfig config = model.checkpoint().config();
        Map<String, String> identity = new TreeMap<>();
        identity.put(
                "model",
                String.format(
                        Locale.ROOT,
                        "%s of %d layers, hidden size %d, norm %s",
                        model.name(),
                        config.layers(),
                        config.hiddenSize(),
                        digest(model.checkpoint())));
        identity.put("dtype", model.decoder().dtype().configName());
        identity.put("problems", problems.size() + " with digest " + digest(problems.toString()));
        identity.put("instruction", instruction);
        identity.put("samples", String.valueOf(request.trajectories()));
        identity.put("temperature", String.valueOf(request.sampling().temperature()));
        identity.put("topP", String.valueOf(request.sampling().topP()));
        identity.put("topK", String.valueOf(request.sampling().topK()));
        identity.put("repetitionPenalty", String.valueOf(request.sampling().repetitionPenalty()));
        identity.put("maxThinkingTokens", String.valueOf(request.maxThinkingTokens()));
        identity.put("maxOutputTokens", String.valueOf(request.maxOutputTokens()));
        identity.put("seed", String.valueOf(seed));
        if (!verifier.identity().isEmpty()) {
            identity.put("grader", verifier.identity());
        }
        return identity;
    }

    /** Attempts the problems that a store does not have yet. */
    public void run(List<Problem> problems, RolloutStore store, ProgressListener progress) {
        int first = store.problems();
        Iterator<Attempts> results = attempts(problems, first);
        int samples = request(problems.get(0), 0).trajectories();
        long start = System.nanoTime();
        long tokens = 0;
        long right = 0;
        while (results.hasNext()) {
            Attempts attempts = results.next();
            store.append(attempts);
            right += attempts.right();
            tokens += attempts.tokens();
            int done = attempts.problem() + 1;
            progress.report(
                    "sampling",
                    done,
                    problems.size(),
                    String.format(
                            Locale.ROOT,
                            "%.1f %% right, %,.0f tokens/s",
                            100.0 * right / (((double) done - first) * samples),
                            tokens / Math.max(1e-3, (System.nanoTime() - start) / 1e9)));
        }
    }

    /** Attempts the problems from one on, in their order, as many at once as fill the batch. */
    public Iterator<Attempts> attempts(List<Problem> problems, int first) {
        return attempts(problems, first, 1 + ROWS / request(problems.get(0), 0).trajectories());
    }

    /** Attempts the problems from one on, in their order, so many at once. */
    Iterator<Attempts> attempts(List<Problem> problems, int first, int atOnce) {
        var results = new Rollouts(
                model.loop(),
                IntStream.range(first, problems.size())
                        .mapToObj(number -> request(problems.get(number), number))
                        .iterator(),
                atOnce);
        return IntStream.range(first, problems.size())
                .mapToObj(number -> judged(problems.get(number), number, results.next()))
                .iterator();
    }

    /**
     * Attempts the problems from one on, in groups that fill the batch once and decode beside one another in the same way every
     * time: the same calls give the same numbers to the last bit, on the same machine, wherever they begin. The group in which
     * they begin is attempted as a whole.
     */
    void attemptInGroups(List<Problem> problems, int first, Consumer<Attempts> consumer) {
        int group = Math.max(1, ROWS / request(problems.get(0), 0).trajectories());
        int start = first < problems.size() ? first - first % group : first;
        for (; start < problems.size(); start += group) {
            together(problems, start, Math.min(start + group, problems.size()))
                    .filter(attempts -> attempts.problem() >= first)
                    .forEach(consumer);
        }
    }

    /** Attempts problems all at once: the same calls give the same numbers to the last bit, on the same machine. */
    public List<Attempts> together(List<Problem> problems) {
        return together(problems, 0, problems.size()).toList();
    }

    private Stream<Attempts> together(List<Problem> problems, int from, int to) {
        Iterator<GenerationResult> results = Rollouts.together(
                model.loop(),
                IntStream.range(from, to)
                        .mapToObj(number -> request(problems.get(number), number))
                        .toList());
        return IntStream.range(from, to).mapToObj(number -> judged(problems.get(number), number, results.next()));
    }

    private GenerationRequest request(Problem problem, int number) {
        int[] prompt = prompt(problem);
        int context = model.decoder().contextLength();
        if (prompt.length + 2 > context) {
            throw new IllegalArgumentException("problem " + (number + 1) + " makes a prompt of " + prompt.length
                    + " tokens, which leaves no room in the model's context of " + context + "; leave it out");
        }
        // Seeds next to one another give unrelated draws: every draw mixes its seed thoroughly.
        return model.request(prompt, settings, seed * 1_000_003 + number, true, trajectories -> 0);
    }

    private int[] prompt(Problem problem) {
        return prompts.apply(problem);
    }

    private Attempts judged(Problem problem, int number, GenerationResult result) {
        List<Attempt> attempts = result.trajectories().stream()
                .map(trajectory -> judged(problem, trajectory))
                .toList();
        return new Attempts(number, prompt(problem), attempts);
    }

    private Attempt judged(Problem problem, Trajectory trajectory) {
        String output = model.tokenizer().decode(trajectory.tokens(), true);
        return new Attempt(
                trajectory.tokens(),
                trajectory.thinkingLength(),
                model.tokenizer().thinkTags() != null && trajectory.ending() != Trajectory.Ending.CLOSED,
                trajectory.logProbability(),
                model.hasScoreHead() ? trajectory.stepScores() : List.of(),
                FinalAnswer.of(output),
                verifier.isRight(problem, output));
    }

    /** By which a checkpoint's weights are told from another's: those of the last norm. */
    static String digest(Checkpoint checkpoint) {
        return digest(Arrays.toString(checkpoint.tensor("model.norm.weight").toFloats()));
    }

    /** A short name of a text: the first twelve digits of its SHA-256. */
    public static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
