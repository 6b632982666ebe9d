package io.github.metastone4j.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Requests to the golden checkpoints, whose think tags are 5 and 6, and what came of them in a form that has equality. */
final class Requests {

    static final ThinkTags TAGS = new ThinkTags(5, 6);
    static final GenerationListener SILENT = new GenerationListener() {};

    /** Every seventh token ends a step: a model of noise seldom writes the golden step token. */
    static final StepRule STEPS = everySeventh();

    private Requests() {}

    /** All there is to a trajectory. */
    record Told(
            List<Integer> tokens, int thinking, List<Step> steps, double logProbability, Trajectory.Ending ending) {}

    static Told told(Trajectory trajectory) {
        return new Told(
                Arrays.stream(trajectory.tokens()).boxed().toList(),
                trajectory.thinkingLength(),
                trajectory.steps(),
                trajectory.logProbability(),
                trajectory.ending());
    }

    static List<Told> told(GenerationResult result) {
        return result.trajectories().stream().map(Requests::told).toList();
    }

    /** A prompt that leaves its thinking open. */
    static int[] prompt(int length) {
        int[] ids =
                IntStream.range(0, length).map(i -> 8 + (i * 37 + i * i) % 300).toArray();
        ids[length - 1] = TAGS.open();
        return ids;
    }

    static GenerationRequest request(int promptLength, int k, long seed) {
        return new GenerationRequest(
                prompt(promptLength),
                k,
                new SamplingSettings(0.9, 0.95, 0, 1.05, seed),
                Set.of(2),
                TAGS,
                STEPS,
                40,
                12,
                false,
                trajectories -> k / 2);
    }

    static GenerationRequest withLimits(GenerationRequest request, int thinking, int output) {
        return new GenerationRequest(
                request.prompt(),
                request.trajectories(),
                request.sampling(),
                request.endTokens(),
                request.think(),
                request.steps(),
                thinking,
                output,
                request.answerAll(),
                request.chooser(),
                request.answer(),
                request.deadline());
    }

    static GenerationRequest withEnd(GenerationRequest request, Set<Integer> endTokens) {
        return new GenerationRequest(
                request.prompt(),
                request.trajectories(),
                request.sampling(),
                endTokens,
                request.think(),
                request.steps(),
                request.maxThinkingTokens(),
                request.maxOutputTokens(),
                request.answerAll(),
                request.chooser(),
                request.answer(),
                request.deadline());
    }

    static GenerationRequest withPrompt(GenerationRequest request, int... prompt) {
        return new GenerationRequest(
                prompt,
                request.trajectories(),
                request.sampling(),
                request.endTokens(),
                request.think(),
                request.steps(),
                request.maxThinkingTokens(),
                request.maxOutputTokens(),
                request.answerAll(),
                request.chooser(),
                request.answer(),
                request.deadline());
    }

    static GenerationRequest withoutTags(GenerationRequest request) {
        return new GenerationRequest(
                request.prompt(),
                request.trajectories(),
                request.sampling(),
                request.endTokens(),
                null,
                request.steps(),
                request.maxThinkingTokens(),
                request.maxOutputTokens(),
                request.answerAll(),
                request.chooser(),
                request.answer(),
                request.deadline());
    }

    static GenerationRequest chosenBy(GenerationRequest request, boolean answerAll, TrajectoryChooser chooser) {
        return new GenerationRequest(
                request.prompt(),
                request.trajectories(),
                request.sampling(),
                request.endTokens(),
                request.think(),
                request.steps(),
                request.maxThinkingTokens(),
                request.maxOutputTokens(),
                answerAll,
                chooser,
                request.answer(),
                request.deadline());
    }

    static GenerationResult run(DecodeLoop loop, GenerationRequest request) {
        return await(loop.submit(request, SILENT));
    }

    static GenerationResult await(Generation generation) {
        try {
            return generation.result().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the request has no result", e);
        }
    }

    /** Does something on a thread of its own; whoever gets the future hears what was thrown there. */
    static Future<?> aside(Runnable work) {
        return CompletableFuture.runAsync(work, task -> new Thread(task).start());
    }

    /** What is true once the loop has cleared up behind a request, shortly after its result is known. */
    static void soon(BooleanSupplier condition) {
        for (int i = 0; i < 20_000 && !condition.getAsBoolean(); i++) {
            Thread.onSpinWait();
            if (i > 1000) {
                try {
                    Thread.sleep(1);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static StepRule everySeventh() {
        var ids = new BitSet();
        for (int id = 7; id < 320; id += 7) {
            ids.set(id);
        }
        return new StepRule.StepTokens(ids);
    }
}
