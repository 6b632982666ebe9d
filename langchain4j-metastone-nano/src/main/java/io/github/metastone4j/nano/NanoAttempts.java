package io.github.metastone4j.nano;

import io.github.metastone4j.StepRules;
import io.github.metastone4j.chat.Tokenizer;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.generation.DecodeLoop;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.GenerationResult;
import io.github.metastone4j.generation.SamplingSettings;
import io.github.metastone4j.generation.StepPositions;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Placement;
import io.github.metastone4j.selection.FinalAnswer;
import io.github.metastone4j.training.Rollouts;
import io.github.metastone4j.training.TrainingText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A policy's own attempts at training problems, judged by their answers alone. */
final class NanoAttempts implements AutoCloseable {

    private static final int MAX_TOKENS = 256;
    private static final int AT_ONCE = 16;

    /** Hot enough that right and wrong are both common. */
    private static final double TEMPERATURE = 1.0;

    private final Tokenizer tokenizer;
    private final Decoder decoder;
    private final DecodeLoop loop;
    private final Set<Integer> endTokens;
    private final @Nullable ThinkTags think;
    private final StepRule steps;
    private final long seed;

    NanoAttempts(Checkpoint checkpoint, long seed) {
        this.tokenizer = Tokenizer.load(checkpoint.dir());
        this.decoder = Decoder.load(checkpoint, Placement.parse(List.of("cpu")), Dtype.BFLOAT16);
        this.loop = new DecodeLoop(decoder, 256, 1L << 30);
        this.endTokens = Set.copyOf(checkpoint.eosTokenIds());
        this.think = tokenizer.thinkTags();
        this.steps = StepRules.of("reference", tokenizer);
        this.seed = seed;
    }

    /**
     * Attempts of which each problem gives as many right as wrong ones, all different: a head that sees the balance of a
     * problem's outcomes in its question alone would learn which problems are easy, not which trajectory is right.
     */
    List<TrainingText> judged(int problems, int samplesPerProblem) {
        NanoProblems source = NanoProblems.training(seed + 1_000_003);
        List<NanoProblem> asked = Stream.generate(source::next).limit(problems).toList();
        var results = new Rollouts(
                loop,
                IntStream.range(0, problems)
                        .mapToObj(i -> request(asked.get(i), samplesPerProblem, i))
                        .iterator(),
                AT_ONCE);
        var random = new Random(seed);
        List<TrainingText> texts = new ArrayList<>();
        int right = 0;
        for (int i = 0; i < problems; i++) {
            List<TrainingText> own = judged(asked.get(i), results.next());
            right += (int) own.stream()
                    .filter(text ->
                            !text.labels().isEmpty() && text.labels().get(0).right())
                    .count();
            texts.addAll(balanced(own, random));
            if ((i + 1) % 100 == 0) {
                System.out.printf(
                        "%,d problems tried, %.1f %% of the attempts right, %,d kept%n",
                        i + 1, 100.0 * right / ((i + 1.0) * samplesPerProblem), texts.size());
            }
        }
        return texts;
    }

    private GenerationRequest request(NanoProblem problem, int samples, int number) {
        return new GenerationRequest(
                tokenizer.encode(NanoExample.prompt(problem.question())),
                samples,
                new SamplingSettings(TEMPERATURE, 1, 0, 1, seed + number),
                endTokens,
                think,
                steps,
                MAX_TOKENS,
                MAX_TOKENS,
                true,
                trajectories -> 0);
    }

    private List<TrainingText> judged(NanoProblem problem, GenerationResult result) {
        int[] prompt = tokenizer.encode(NanoExample.prompt(problem.question()));
        List<TrainingText> texts = new ArrayList<>();
        for (Trajectory trajectory : result.trajectories()) {
            int[] written = trajectory.tokens();
            int[] ids = IntStream.concat(Arrays.stream(prompt), Arrays.stream(written))
                    .toArray();
            boolean right = FinalAnswer.matches(problem.answer(), FinalAnswer.of(tokenizer.decode(written, true)));
            texts.add(TrainingText.judged(ids, prompt.length, right, StepPositions.of(ids, think, steps), right));
        }
        return texts;
    }

    private static List<TrainingText> balanced(List<TrainingText> attempts, Random random) {
        Set<List<Integer>> seen = new HashSet<>();
        List<TrainingText> right = new ArrayList<>();
        List<TrainingText> wrong = new ArrayList<>();
        for (TrainingText attempt : attempts) {
            if (!attempt.labels().isEmpty()
                    && seen.add(Arrays.stream(attempt.ids()).boxed().toList())) {
                (attempt.labels().get(0).right() ? right : wrong).add(attempt);
            }
        }
        Collections.shuffle(right, random);
        Collections.shuffle(wrong, random);
        int each = Math.min(right.size(), wrong.size());
        List<TrainingText> kept = new ArrayList<>(right.subList(0, each));
        kept.addAll(wrong.subList(0, each));
        return kept;
    }

    @Override
    public void close() {
        loop.close();
        decoder.close();
        tokenizer.close();
    }
}
