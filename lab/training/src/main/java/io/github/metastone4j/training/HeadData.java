package io.github.metastone4j.training;

import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.evaluation.rollout.Attempts;
import io.github.metastone4j.evaluation.rollout.Attempts.Attempt;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import io.github.metastone4j.evaluation.rollout.RolloutStore;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.kernel.Decoder;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a head is trained on: every trajectory of a run, in the order they were drawn, and the features at their steps.
 *
 * @param trainingProblems how many of the problems are learnt from: the first ones
 */
public record HeadData(
        List<Problem> problems, int trainingProblems, List<JudgedTrajectory> trajectories, FeatureStore features) {

    /** Positions in one pass, padding included. */
    private static final int TOKENS_PER_PASS = 8192;

    /** Passes whose texts are sorted by length together. */
    private static final int PASSES_PER_POOL = 16;

    /**
     * How features are read.
     *
     * @param layer before which the stream is read
     * @param dtype they are kept in; that in which the model is served loses nothing
     * @param stepRule its name, by which a later run knows whether kept features are those it wants
     */
    public record Reading(int layer, Dtype dtype, @Nullable ThinkTags think, StepRule steps, String stepRule) {

        /**
         * At the steps at which a model is served.
         *
         * @param dtype null is that in which the model computes
         * @throws IllegalArgumentException if there is no such layer
         */
        static Reading of(ReflectiveModel model, ReflectionSettings sampling, int layer, @Nullable Dtype dtype) {
            int layers = model.checkpoint().config().layers();
            if (layer < 0 || layer >= layers) {
                throw new IllegalArgumentException(
                        "there is no layer " + layer + "; this model's are 0 to " + (layers - 1));
            }
            return new Reading(
                    layer,
                    dtype == null ? model.decoder().dtype() : dtype,
                    model.tokenizer().thinkTags(),
                    model.stepRule(sampling),
                    sampling.stepRule() == null ? "the usual steps" : "steps " + sampling.stepRule());
        }
    }

    /**
     * Reads attempts, and the features of their steps in one pass of the frozen policy, or from a file that an earlier run
     * left.
     *
     * @param origin what the attempts depend on
     */
    public static HeadData of(
            Problems problems,
            RolloutStore store,
            Decoder decoder,
            Reading reading,
            String origin,
            Path file,
            ProgressListener progress) {
        String made = origin + ", layer " + reading.layer() + ", " + reading.stepRule();
        boolean there = Files.exists(file) && FeatureStore.open(file).isOf(made, reading.dtype());
        List<JudgedTrajectory> trajectories = new ArrayList<>();
        if (there) {
            store.forEach(attempts -> add(attempts, trajectories));
        } else {
            try (var writer = new FeatureStore.Writer(
                    file, reading.dtype(), decoder.config().hiddenSize(), made)) {
                var pass = new Pass(decoder, reading, writer, store.problems(), progress);
                store.forEach(attempts -> {
                    int first = trajectories.size();
                    add(attempts, trajectories);
                    pass.add(attempts, first, trajectories);
                });
                pass.flush();
                writer.finish();
            }
        }
        return new HeadData(problems.all(), problems.training().size(), trajectories, FeatureStore.open(file));
    }

    private static void add(Attempts attempts, List<JudgedTrajectory> trajectories) {
        Map<IntBuffer, Integer> first = new HashMap<>();
        for (Attempt attempt : attempts.attempts()) {
            int number = trajectories.size();
            Integer same = first.putIfAbsent(IntBuffer.wrap(attempt.output()), number);
            trajectories.add(new JudgedTrajectory(
                    attempts.problem(),
                    attempt.right(),
                    attempt.answer(),
                    attempt.logProbability(),
                    attempt.output().length,
                    same == null ? number : same));
        }
    }

    /** Copies the lists. */
    public HeadData {
        problems = List.copyOf(problems);
        trajectories = List.copyOf(trajectories);
    }

    /** The steps of a trajectory: from the first row of features up to, not including, the second. */
    int[] rows(int trajectory) {
        return features.rowsOf(trajectories.get(trajectory).twin());
    }

    /** Texts on their way through the policy: sorted by length for the passes, in their own order for the file. */
    private static final class Pass {

        private record Text(int trajectory, int[] ids, List<Integer> positions) {}

        private final Decoder decoder;
        private final Reading reading;
        private final FeatureStore.Writer writer;
        private final int problems;
        private final ProgressListener progress;
        private final List<Text> pool = new ArrayList<>();
        private long pooled;
        private int seen;

        Pass(Decoder decoder, Reading reading, FeatureStore.Writer writer, int problems, ProgressListener progress) {
            this.decoder = decoder;
            this.reading = reading;
            this.writer = writer;
            this.problems = problems;
            this.progress = progress;
        }

        void add(Attempts attempts, int first, List<JudgedTrajectory> trajectories) {
            for (int i = 0; i < attempts.attempts().size(); i++) {
                List<Integer> positions = attempts.scoredPositions(i, reading.think(), reading.steps());
                if (trajectories.get(first + i).twin() == first + i && !positions.isEmpty()) {
                    int[] whole = attempts.thinking(i);
                    // Nothing behind the last scored position is looked at from there.
                    int length = positions.get(positions.size() - 1) + 1;
                    pool.add(new Text(first + i, Arrays.copyOf(whole, length), positions));
                    pooled += length;
                }
            }
            seen++;
            if (pooled >= (long) TOKENS_PER_PASS * PASSES_PER_POOL) {
                flush();
            }
        }

        void flush() {
            List<Text> sorted = new ArrayList<>(pool);
            sorted.sort(Comparator.comparingInt(text -> -text.ids().length));
            Map<Integer, ByteBuffer> features = new HashMap<>();
            for (int from = 0; from < sorted.size(); ) {
                int rows = Math.max(1, TOKENS_PER_PASS / sorted.get(from).ids().length);
                List<Text> batch = sorted.subList(from, Math.min(sorted.size(), from + rows));
                read(batch, features);
                from += batch.size();
            }
            for (Text text : pool) {
                ByteBuffer own = features.get(text.trajectory());
                if (own != null) {
                    writer.append(text.trajectory(), own);
                }
            }
            pool.clear();
            pooled = 0;
            progress.report("reading features", seen, problems, "");
        }

        private void read(List<Text> batch, Map<Integer, ByteBuffer> target) {
            ByteBuffer rows = decoder.features(
                    batch.stream().map(Text::ids).toList(),
                    batch.stream().map(Text::positions).toList(),
                    reading.layer(),
                    reading.dtype());
            int rowBytes = decoder.config().hiddenSize() * reading.dtype().bytes();
            int at = 0;
            for (Text text : batch) {
                int bytes = text.positions().size() * rowBytes;
                target.put(text.trajectory(), rows.slice(at, bytes));
                at += bytes;
            }
        }
    }
}
