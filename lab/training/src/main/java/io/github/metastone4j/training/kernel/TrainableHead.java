package io.github.metastone4j.training.kernel;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.kernel.Kernels;
import io.github.metastone4j.kernel.WeightLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A score head being fitted alone, to features that a frozen policy gave: float32 masters and the two moments of AdamW, and
 * nothing of the policy, so that a head for a large model costs what the head costs.
 *
 * <p>Features come in whatever scale the policy's residual stream has; some of its dimensions are hundreds of times larger
 * than the rest. So the head learns on features of mean 0 and deviation 1, and {@link #weights} folds that back into its
 * first layer: what is served reads the features as they are.
 *
 * <p>Not thread-safe: one thread trains.
 */
public final class TrainableHead implements AutoCloseable {

    /**
     * What features are like.
     *
     * @param mean of each
     * @param deviation of each, more than 0
     */
    public record FeatureScale(float[] mean, float[] deviation) {

        /** Features as they are. */
        public static FeatureScale none(int hiddenSize) {
            float[] ones = new float[hiddenSize];
            Arrays.fill(ones, 1);
            return new FeatureScale(new float[hiddenSize], ones);
        }
    }

    private final int hiddenSize;
    private final Dtype features;
    private final FeatureScale scale;
    private final Kernels kernels;
    private final PtNDManager manager;
    private final List<PtNDArray> masters = new ArrayList<>();
    private long updates;

    /**
     * A head that knows nothing, initialised as PyTorch initialises a linear layer. The seed also sets libtorch's dropout.
     *
     * @param features the type of the features' numbers
     */
    public TrainableHead(int hiddenSize, Dtype features, FeatureScale scale, long seed) {
        this.hiddenSize = hiddenSize;
        this.features = features;
        this.scale = scale;
        this.kernels = TrainingSource.compile();
        this.manager = kernels.newManager();
        manager.getEngine().setRandomSeed((int) seed);
        var random = new Random(seed);
        List<PtNDArray> first = new ArrayList<>();
        List<PtNDArray> second = new ArrayList<>();
        float[] inverse = new float[hiddenSize];
        for (int i = 0; i < hiddenSize; i++) {
            inverse[i] = 1 / scale.deviation()[i];
        }
        List<long[]> shapes = WeightLayout.headShapes(hiddenSize);
        for (int i = 0; i < shapes.size(); i++) {
            var shape = new Shape(shapes.get(i));
            double bound = 1 / Math.sqrt(i < 2 ? hiddenSize : 2.0 * hiddenSize);
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int j = 0; j < values.length; j++) {
                values[j] = (float) (bound * (2 * random.nextDouble() - 1));
            }
            masters.add((PtNDArray) manager.create(values, shape));
            first.add((PtNDArray) manager.zeros(shape));
            second.add((PtNDArray) manager.zeros(shape));
        }
        kernels.run(
                "begin_head",
                masters.toArray(PtNDArray[]::new),
                first.toArray(PtNDArray[]::new),
                second.toArray(PtNDArray[]::new),
                (PtNDArray) manager.create(scale.mean()),
                (PtNDArray) manager.create(inverse));
    }

    /**
     * One update on one batch of steps.
     *
     * @param rows the features, little-endian, as many as there are outcomes
     * @param outcomes 1 where the step's trajectory ended right, else 0
     * @param weights of the steps
     */
    public HeadLoss update(
            ByteBuffer rows,
            float[] outcomes,
            float[] weights,
            LossSettings loss,
            double rate,
            OptimizerSettings optimizer) {
        updates++;
        float[] steps = new float[2 * outcomes.length];
        for (int i = 0; i < outcomes.length; i++) {
            steps[2 * i] = outcomes[i];
            steps[2 * i + 1] = weights[i];
        }
        try (PtNDManager scope = kernels.newManager()) {
            float[] r = kernels.train(
                    "update_head",
                    bytes(scope, rows, (long) outcomes.length * hiddenSize * features.bytes()),
                    scope.create(steps, new Shape(outcomes.length, 2)),
                    scope.create(new float[] {
                        loss.stepLoss().code,
                        (float) loss.labelSmoothing(),
                        (float) loss.dropout(),
                        updates,
                        (float) rate,
                        (float) optimizer.beta1(),
                        (float) optimizer.beta2(),
                        (float) optimizer.weightDecay(),
                        (float) optimizer.maxGradientNorm(),
                        features.torchCode()
                    }));
            return new HeadLoss(r[0], r[1], r[2], r[3]);
        }
    }

    /** The head as it is now, for features as they are. */
    public HeadWeights weights() {
        List<float[]> values =
                masters.stream().map(master -> master.toFloatArray()).toList();
        float[] hidden = values.get(0);
        float[] bias = values.get(1);
        for (int out = 0; out < bias.length; out++) {
            double shift = 0;
            for (int in = 0; in < hiddenSize; in++) {
                float folded = hidden[out * hiddenSize + in] / scale.deviation()[in];
                hidden[out * hiddenSize + in] = folded;
                shift += (double) folded * scale.mean()[in];
            }
            bias[out] = (float) (bias[out] - shift);
        }
        return new HeadWeights(hiddenSize, values);
    }

    /** What a head says of features: the logits of the steps. */
    public float[] logits(HeadWeights head, ByteBuffer rows) {
        try (PtNDManager scope = kernels.newManager()) {
            List<long[]> shapes = WeightLayout.headShapes(hiddenSize);
            var tensors = new PtNDArray[shapes.size()];
            for (int i = 0; i < tensors.length; i++) {
                tensors[i] = (PtNDArray) scope.create(head.tensors().get(i), new Shape(shapes.get(i)));
            }
            return kernels.tensor(
                            scope, "head_logits", tensors, bytes(scope, rows, rows.remaining()), features.torchCode())
                    .toFloatArray();
        }
    }

    private static PtNDArray bytes(PtNDManager scope, ByteBuffer rows, long size) {
        if (rows.remaining() != size) {
            throw new IllegalArgumentException(rows.remaining() + " bytes of features where " + size + " belong");
        }
        return scope.create(rows.slice(), new Shape(size), DataType.UINT8);
    }

    /**
     * Sums and sums of squares of each feature over some rows, for a {@link FeatureScale}: as many numbers of the one, then
     * of the other, as there are features.
     *
     * @param parts the rows, some at a time
     */
    public static double[] sums(Stream<ByteBuffer> parts, int hiddenSize, Dtype features) {
        double[] sums = new double[2 * hiddenSize];
        try (Kernels kernels = TrainingSource.compile()) {
            parts.forEachOrdered(rows -> {
                try (PtNDManager scope = kernels.newManager()) {
                    PtNDArray bytes = bytes(scope, rows, rows.remaining());
                    double[] more = kernels.tensor(scope, "sums", bytes, features.torchCode(), hiddenSize)
                            .toDoubleArray();
                    for (int i = 0; i < sums.length; i++) {
                        sums[i] += more[i];
                    }
                }
            });
        }
        return sums;
    }

    @Override
    public void close() {
        manager.close();
        kernels.close();
    }
}
