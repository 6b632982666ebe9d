package io.github.metastone4j.training.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.checkpoint.StoredTensor;
import io.github.metastone4j.kernel.Kernels;
import io.github.metastone4j.kernel.WeightLayout;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A policy and its score head being fitted: float32 masters and the two moments of AdamW, all held by Java and changed in
 * place by the numeric code, which computes in another type (bfloat16 where the processor is good at it).
 *
 * <p>Not thread-safe: one thread trains.
 */
public final class TrainableModel implements AutoCloseable {

    private final ModelConfig config;
    private final int tap;
    private final Kernels kernels;
    private final PtNDManager manager;
    private final List<String> names = new ArrayList<>();
    private final List<PtNDArray> masters = new ArrayList<>();
    private final List<PtNDArray> first = new ArrayList<>();
    private final List<PtNDArray> second = new ArrayList<>();

    private boolean recompute;
    private int frozenLayers;

    private TrainableModel(ModelConfig config, @Nullable ScoreHead head, Initial initial, Dtype computeType) {
        this.config = config;
        this.tap = WeightLayout.tap(config, head);
        this.kernels = TrainingSource.compile();
        this.manager = kernels.newManager();
        names.addAll(WeightLayout.names(config));
        names.addAll(WeightLayout.SCORE_HEAD);
        Map<String, long[]> shapes = shapes(config);
        for (String name : names) {
            PtNDArray master =
                    name.equals(WeightLayout.ABSENT) ? empty() : initial.tensor(manager, name, shape(shapes, name));
            masters.add(master);
            first.add((PtNDArray) master.zerosLike());
            second.add((PtNDArray) master.zerosLike());
        }
        kernels.run(
                "begin",
                masters.toArray(PtNDArray[]::new),
                first.toArray(PtNDArray[]::new),
                second.toArray(PtNDArray[]::new),
                (PtNDArray) manager.create(config.rope().inverseFrequencies()),
                WeightLayout.shape(config, head),
                config.rmsNormEps(),
                (double) config.rope().attentionFactor(),
                computeType.torchCode());
    }

    /**
     * A model that knows nothing: normal weights of deviation 0.02 (projections back into the residual stream
     * 0.02 / sqrt(2 layers)), zero biases, unit norms; the score head as PyTorch initialises a linear layer.
     */
    public static TrainableModel initialise(ModelConfig config, int seed, Dtype computeType) {
        return initialise(config, null, seed, computeType);
    }

    private static TrainableModel initialise(
            ModelConfig config, @Nullable ScoreHead head, int seed, Dtype computeType) {
        double residual = 0.02 / Math.sqrt(2.0 * config.layers());
        return new TrainableModel(
                config,
                head,
                (manager, name, shape) -> {
                    if (name.endsWith("embed_tokens.weight")) {
                        manager.getEngine().setRandomSeed(seed);
                    }
                    if (name.contains("norm")) {
                        return (PtNDArray) manager.ones(new Shape(shape));
                    } else if (WeightLayout.SCORE_HEAD.contains(name)) {
                        float bound = (float)
                                (1 / Math.sqrt(name.startsWith("0") ? config.hiddenSize() : 2.0 * config.hiddenSize()));
                        return (PtNDArray) manager.randomUniform(-bound, bound, new Shape(shape));
                    } else if (name.endsWith(".bias")) {
                        return (PtNDArray) manager.zeros(new Shape(shape));
                    }
                    boolean intoResidual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
                    return (PtNDArray) manager.randomNormal(
                            0f, (float) (intoResidual ? residual : 0.02), new Shape(shape), DataType.FLOAT32);
                },
                computeType);
    }

    /** A copy of a checkpoint's weights; a checkpoint without a score head gets a fresh one. */
    public static TrainableModel copyOf(Checkpoint checkpoint, int seed, Dtype computeType) {
        ScoreHead head = checkpoint.head();
        var fresh = initialise(checkpoint.config(), head, seed, computeType);
        for (int i = 0; i < fresh.names.size(); i++) {
            String name = fresh.names.get(i);
            StoredTensor stored = WeightLayout.SCORE_HEAD.contains(name)
                    ? headTensor(head, name)
                    : name.equals(WeightLayout.ABSENT) ? null : checkpoint.tensor(name);
            if (stored != null) {
                fresh.masters.get(i).set(FloatBuffer.wrap(stored.toFloats()));
            }
        }
        return fresh;
    }

    /**
     * A copy of a checkpoint with more layers on top, which at first change nothing: what they would add to the residual
     * stream is zero. The score head is a fresh one.
     *
     * @param layers in all
     */
    public static TrainableModel grown(Checkpoint checkpoint, int layers, int seed, Dtype computeType) {
        int before = checkpoint.config().layers();
        if (layers < before) {
            throw new IllegalArgumentException(
                    "a model of " + before + " layers cannot grow to " + layers + "; name at least as many");
        }
        var grown = initialise(checkpoint.config().withLayers(layers), null, seed, computeType);
        for (int i = 0; i < grown.names.size(); i++) {
            String name = grown.names.get(i);
            PtNDArray master = grown.masters.get(i);
            if (name.equals(WeightLayout.ABSENT) || WeightLayout.SCORE_HEAD.contains(name)) {
                continue;
            }
            int layer = WeightLayout.layerOf(i, layers);
            boolean isNew = name.contains(".layers.") && layer >= before;
            if (!isNew) {
                master.set(FloatBuffer.wrap(checkpoint.tensor(name).toFloats()));
            } else if (name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight")) {
                master.set(FloatBuffer.allocate((int) master.size()));
            }
        }
        return grown;
    }

    private static @Nullable StoredTensor headTensor(@Nullable ScoreHead head, String name) {
        if (head == null) {
            return null;
        }
        return WeightLayout.headTensors(head).get(WeightLayout.SCORE_HEAD.indexOf(name));
    }

    /**
     * Forward and backward over one batch; gradients add up until {@link #update}.
     *
     * @param share this batch's share of the update, 1 without gradient accumulation
     */
    public BatchLoss accumulate(TrainingBatch batch, LossSettings settings, double share) {
        try (PtNDManager scope = kernels.newManager()) {
            PolicyLoss policy = settings.policyLoss();
            float[] r = kernels.train(
                    "accumulate",
                    scope.create(batch.ids(), new Shape(batch.rows(), batch.length())),
                    scope.create(batch.targets(), new Shape(batch.rows(), batch.length())),
                    scope.create(batch.policy(), new Shape(batch.policy().length / 3, 3)),
                    scope.create(batch.steps(), new Shape(batch.steps().length / 4, 4)),
                    scope.create(new float[] {
                        (float) settings.policyWeight(),
                        (float) settings.headWeight(),
                        settings.stepLoss().code,
                        (float) settings.coupling(),
                        (float) settings.dropout(),
                        (float) share,
                        (float) settings.labelSmoothing(),
                        (float) policy.clip(),
                        (float) policy.divergenceWeight(),
                        (float) policy.entropyWeight(),
                        recompute ? 1 : 0,
                        (float) settings.selfWeight(),
                        frozenLayers
                    }));
            return new BatchLoss(r[0], r[1], (long) r[2], (long) r[3], r[4], r[5], r[6], r[7], r[8], r[9]);
        }
    }

    /**
     * How likely the present policy makes the tokens that count, in their order: their log-probabilities, nats.
     *
     * @param ids and targets as in {@link TrainingBatch}
     */
    public float[] logProbabilities(long[] ids, boolean[] targets, int rows) {
        try (PtNDManager scope = kernels.newManager()) {
            var shape = new Shape(rows, ids.length / rows);
            return kernels.train("present_log_probs", scope.create(ids, shape), scope.create(targets, shape));
        }
    }

    /** Makes what is drawn from here on, dropout, the same as ever after the same number. */
    public void seed(long seed) {
        manager.getEngine().setRandomSeed((int) (seed ^ seed >>> 32));
    }

    /**
     * Leaves so many layers from the bottom as they are, with embedding, output layer and last norm, from here on; passes
     * take less time for it. 0 trains all.
     *
     * @throws IllegalArgumentException if the head reads below that
     */
    public void freezeLayers(int count) {
        if (count < 0 || count > tap) {
            throw new IllegalArgumentException("the lower " + count
                    + " layers cannot be frozen: the head reads before layer " + tap + "; name 0 to " + tap);
        }
        frozenLayers = count;
    }

    /**
     * Whether a backward pass computes activations again instead of keeping them all: a third more time, and memory for
     * one layer's activations and one slice of the vocabulary instead of all. The gradients are the same. Off at first.
     */
    public void recomputeActivations(boolean recompute) {
        this.recompute = recompute;
    }

    /**
     * One step of AdamW on the gradients added up so far, which it clears.
     *
     * @param number of this update, from 1
     * @return gradient norms of policy and head before clipping
     */
    public float[] update(long number, double policyRate, double headRate, OptimizerSettings settings) {
        try (PtNDManager scope = kernels.newManager()) {
            return kernels.train("update", scope.create(new float[] {
                number,
                (float) policyRate,
                (float) headRate,
                (float) settings.beta1(),
                (float) settings.beta2(),
                (float) settings.weightDecay(),
                (float) settings.maxGradientNorm(),
                frozenLayers
            }));
        }
    }

    public ModelConfig config() {
        return config;
    }

    /** The layer whose input the score head reads. */
    public int tap() {
        return tap;
    }

    /** The number of parameters, score head included. */
    public long parameters() {
        return masters.stream().mapToLong(NDArray::size).sum();
    }

    /** Shapes of all tensors of the policy or of the score head, in the order of the layout. */
    public Map<String, List<Long>> shapes(boolean scoreHead) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!name.equals(WeightLayout.ABSENT) && WeightLayout.SCORE_HEAD.contains(name) == scoreHead) {
                List<Long> shape = new ArrayList<>();
                for (long extent : masters.get(i).getShape().getShape()) {
                    shape.add(extent);
                }
                shapes.put(name, shape);
            }
        }
        return shapes;
    }

    /** A tensor's present values as little-endian bytes of the given type. */
    public ByteBuffer bytes(String name, Dtype dtype) {
        return bytes(masters.get(names.indexOf(name)), dtype);
    }

    /** The state of the optimiser for a tensor: first and second moment as little-endian float32. */
    public List<ByteBuffer> moments(String name) {
        int i = names.indexOf(name);
        return List.of(bytes(first.get(i), Dtype.FLOAT32), bytes(second.get(i), Dtype.FLOAT32));
    }

    /** Forgets the moments, for a run that counts its updates from 1 again. */
    public void resetMoments() {
        for (String name : names) {
            if (!name.equals(WeightLayout.ABSENT)) {
                int i = names.indexOf(name);
                int size = (int) masters.get(i).size();
                first.get(i).set(FloatBuffer.allocate(size));
                second.get(i).set(FloatBuffer.allocate(size));
            }
        }
    }

    /** Puts a tensor and its moments back as a saved run had them. */
    public void restore(String name, float[] master, float[] firstMoment, float[] secondMoment) {
        int i = names.indexOf(name);
        long size = i < 0 ? 0 : masters.get(i).size();
        if (i < 0 || master.length != size || firstMoment.length != size || secondMoment.length != size) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' has " + size + " numbers here, and " + master.length
                            + " with moments of " + firstMoment.length + " and " + secondMoment.length
                            + " where it was saved; was it saved by a run of another model?");
        }
        masters.get(i).set(FloatBuffer.wrap(master));
        first.get(i).set(FloatBuffer.wrap(firstMoment));
        second.get(i).set(FloatBuffer.wrap(secondMoment));
    }

    private ByteBuffer bytes(PtNDArray tensor, Dtype dtype) {
        try (PtNDManager scope = kernels.newManager();
                PtNDArray bytes = kernels.tensor(scope, "bytes", tensor, dtype.torchCode())) {
            return ByteBuffer.wrap(bytes.toByteArray());
        }
    }

    private PtNDArray empty() {
        return (PtNDArray) manager.create(new Shape(0));
    }

    private static long[] shape(Map<String, long[]> shapes, String name) {
        long[] shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalStateException("no shape for tensor '" + name + "'");
        }
        return shape;
    }

    private static Map<String, long[]> shapes(ModelConfig config) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        config.tensorShapes()
                .forEach((name, shape) -> shapes.put(
                        name, shape.stream().mapToLong(Long::longValue).toArray()));
        List<long[]> head = WeightLayout.headShapes(config.hiddenSize());
        for (int i = 0; i < head.size(); i++) {
            shapes.put(WeightLayout.SCORE_HEAD.get(i), head.get(i));
        }
        return shapes;
    }

    @FunctionalInterface
    private interface Initial {
        PtNDArray tensor(PtNDManager manager, String name, long[] shape);
    }

    @Override
    public void close() {
        manager.close();
        kernels.close();
    }
}
