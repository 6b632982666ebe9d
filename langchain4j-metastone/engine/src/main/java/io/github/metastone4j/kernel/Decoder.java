package io.github.metastone4j.kernel;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.checkpoint.StoredTensor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights on its device. They never change; what is decoded lives in a {@link RowCache}, of which there can be
 * several.
 */
public final class Decoder implements Engine {

    /** Prompt tokens that go through the decoder at once: enough for full speed, few enough for modest activations. */
    private static final int PREFILL_CHUNK = 512;

    private final ModelConfig config;
    private final Dtype dtype;
    private final Placement placement;
    private final boolean hasHead;
    final Kernels kernels;
    final IValue weights;
    private ExitGate.@Nullable Hold exit;

    private Decoder(
            ModelConfig config, Dtype dtype, Placement placement, boolean hasHead, Kernels kernels, IValue weights) {
        this.config = config;
        this.dtype = dtype;
        this.placement = placement;
        this.hasHead = hasHead;
        this.kernels = kernels;
        this.weights = weights;
    }

    /**
     * Loads a checkpoint. For a CPU matrices are packed one by one, so that no more than one exists twice; float32 ones on
     * other processors than x86 stay where they are, mapped from the file.
     *
     * @param dtype the type to compute in
     */
    public static Decoder load(Checkpoint checkpoint, Placement placement, Dtype dtype) {
        return build(checkpoint.config(), placement, dtype, checkpoint.head(), new FromFile(checkpoint));
    }

    /** Weights of noise in the shape of a configuration, with a score head: for measuring speed. */
    public static Decoder random(ModelConfig config, Placement placement, Dtype dtype) {
        return build(config, placement, dtype, null, new FromNoise(config));
    }

    /** Where a tensor's values come from. */
    private interface Source {
        IValue tensor(Kernels kernels, String name, Dtype dtype);
    }

    private record FromFile(Checkpoint checkpoint) implements Source {
        @Override
        public IValue tensor(Kernels kernels, String name, Dtype dtype) {
            return stored(kernels, checkpoint.tensor(name));
        }
    }

    private record FromNoise(ModelConfig config) implements Source {
        @Override
        public IValue tensor(Kernels kernels, String name, Dtype dtype) {
            List<Long> shape = config.tensorShapes().getOrDefault(name, List.of());
            return kernels.call(
                    "random", shape.stream().mapToLong(Long::longValue).toArray(), dtype.torchCode());
        }
    }

    private static Decoder build(
            ModelConfig config, Placement placement, Dtype dtype, @Nullable ScoreHead head, Source source) {
        requireSupported(dtype, placement);
        Kernels kernels = Kernels.serving();
        List<PtNDArray> tensors = new ArrayList<>();
        try (PtNDManager scope = kernels.newManager()) {
            List<String> names = WeightLayout.names(config);
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                boolean tied = i == WeightLayout.LM_HEAD && name.equals(WeightLayout.ABSENT);
                if (name.equals(WeightLayout.ABSENT) && !tied) {
                    tensors.add((PtNDArray) scope.create(new Shape(0)));
                    continue;
                }
                String device = placement.ofLayer(WeightLayout.layerOf(i, config.layers()), config.layers());
                // A tied output layer is the embedding; packed, it is a copy of it, and worth its memory.
                try (IValue raw = source.tensor(kernels, tied ? WeightLayout.EMBEDDING : name, dtype);
                        IValue placed = kernels.call("placed", raw, dtype.torchCode(), device)) {
                    boolean isMatrix = tied || WeightLayout.isMatrix(name);
                    tensors.add(kept(placed, isMatrix && packs(placement, dtype), kernels, scope));
                }
            }
            boolean hasHead = head != null || source instanceof FromNoise;
            if (hasHead) {
                String device = placement.ofLayer(config.layers() - 1, config.layers());
                List<long[]> shapes = WeightLayout.headShapes(config.hiddenSize());
                for (int i = 0; i < shapes.size(); i++) {
                    try (IValue raw = head == null
                                    ? kernels.call("random", shapes.get(i), Dtype.FLOAT32.torchCode())
                                    : stored(
                                            kernels,
                                            WeightLayout.headTensors(head).get(i));
                            IValue placed = kernels.call("placed", raw, Dtype.FLOAT32.torchCode(), device)) {
                        boolean isMatrix = shapes.get(i).length == 2;
                        tensors.add(kept(placed, isMatrix && packs(placement, Dtype.FLOAT32), kernels, scope));
                    }
                }
            }
            IValue weights = kernels.call(
                    "weights",
                    tensors.toArray(PtNDArray[]::new),
                    (PtNDArray) scope.create(config.rope().inverseFrequencies()),
                    WeightLayout.shape(config, head),
                    config.rmsNormEps(),
                    (double) config.rope().attentionFactor());
            return new Decoder(config, dtype, placement, hasHead, kernels, weights);
        }
    }

    /** Whether oneDNN multiplies matrices of that type there. */
    private static boolean packs(Placement placement, Dtype dtype) {
        return !placement.isGpu() && (dtype == Dtype.BFLOAT16 || Processor.isX86());
    }

    private static PtNDArray kept(IValue placed, boolean packed, Kernels kernels, PtNDManager scope) {
        return packed ? kernels.tensor(scope, "packed", placed) : placed.toTensor(scope);
    }

    private static IValue stored(Kernels kernels, StoredTensor tensor) {
        return kernels.call(
                "stored",
                tensor.file().toString(),
                tensor.dtype().torchCode(),
                tensor.offset(),
                tensor.shape().stream().mapToLong(Long::longValue).toArray());
    }

    private static void requireSupported(Dtype dtype, Placement placement) {
        if (dtype == Dtype.FLOAT16 && !placement.isGpu()) {
            throw new IllegalArgumentException("dtype float16 needs a GPU; use float32 or bfloat16 on a CPU");
        }
    }

    /** libtorch's threads for one operation; a setting of the whole process. */
    public static void setThreads(int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be between 1 and 1024");
        }
        Kernels.serving(); // libtorch must be loaded
        JniUtils.setNumThreads(threads);
    }

    @Override
    public Sequence prefill(int[] ids) {
        return prefill(ids, PREFILL_CHUNK);
    }

    Sequence prefill(int[] ids, int chunk) {
        try (PtNDManager scope = kernels.newManager()) {
            return new DeviceSequence(kernels.call("prefill", weights, tokens(scope, ids), chunk), ids.length);
        } catch (EngineException e) {
            throw new NativeException("prefill of " + ids.length + " tokens", e);
        }
    }

    @Override
    public RowOutput[] begin(Sequence prompt, List<RowInput> rows) {
        double[] numbers = new double[rows.size() * RowInput.SETTINGS];
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).writeSettings(numbers, i * RowInput.SETTINGS);
        }
        try (PtNDManager scope = kernels.newManager()) {
            PtNDArray settings = (PtNDArray) scope.create(numbers, new Shape(rows.size(), RowInput.SETTINGS));
            return RowOutput.read(kernels.tensor(
                            scope,
                            "begin_rows",
                            weights,
                            DeviceSequence.of(prompt).tensors(),
                            settings,
                            RowInput.allowed(rows, scope),
                            RowInput.barred(rows, scope))
                    .toDoubleArray());
        } catch (EngineException e) {
            throw new NativeException("the first token of " + rows.size() + " rows", e);
        }
    }

    @Override
    public RowCache newCache() {
        return new DeviceRowCache(this);
    }

    private static PtNDArray tokens(PtNDManager scope, int[] ids) {
        long[] wide = Arrays.stream(ids).asLongStream().toArray();
        return (PtNDArray) scope.create(wide, new Shape(ids.length));
    }

    /**
     * How likely the model makes the tokens that count, in their order: their log-probabilities, nats.
     *
     * @param ids of texts of equal length, one after another, padded at the end
     * @param targets 1 where the token after that position counts, else 0; same shape
     */
    public float[] logProbabilities(long[] ids, boolean[] targets, int rows) {
        try (PtNDManager scope = kernels.newManager()) {
            var shape = new Shape(rows, ids.length / rows);
            return kernels.tensor(scope, "log_probs", weights, (PtNDArray) scope.create(ids, shape), (PtNDArray)
                            scope.create(targets, shape))
                    .toFloatArray();
        } catch (EngineException e) {
            throw new NativeException("log-probabilities of " + rows + " texts", e);
        }
    }

    /** What a full pass over a finished text says at every position; for verification, not for speed. */
    public Reading read(int[] ids) {
        try (PtNDManager scope = kernels.newManager()) {
            try (IValue result = kernels.call("read", weights, tokens(scope, ids))) {
                IValue[] parts = result.toIValueTuple();
                try {
                    return new Reading(
                            parts[0].toTensor(scope).toFloatArray(),
                            parts[1].toTensor(scope).toFloatArray(),
                            parts[2].toTensor(scope).toFloatArray(),
                            config.hiddenSize(),
                            config.vocabSize());
                } finally {
                    for (IValue part : parts) {
                        part.close();
                    }
                }
            }
        } catch (EngineException e) {
            throw new NativeException("a pass over " + ids.length + " tokens", e);
        }
    }

    /**
     * The residual stream that enters a layer, at chosen positions of several texts: what a score head reads.
     *
     * @param positions of each text, none beyond its end
     * @param layer from 0; the last is the published choice
     * @param dtype of the result
     * @return little-endian rows of as many numbers as the hidden size, text by text
     */
    public ByteBuffer features(List<int[]> texts, List<List<Integer>> positions, int layer, Dtype dtype) {
        if (layer < 0 || layer >= config.layers()) {
            throw new IllegalArgumentException(
                    "there is no layer " + layer + " to read before; this model's are 0 to " + (config.layers() - 1));
        }
        int length = texts.stream().mapToInt(text -> text.length).max().orElse(0);
        long[] ids = new long[texts.size() * length];
        var places = LongStream.builder();
        for (int row = 0; row < texts.size(); row++) {
            for (int i = 0; i < texts.get(row).length; i++) {
                ids[row * length + i] = texts.get(row)[i];
            }
            for (int position : positions.get(row)) {
                places.add((long) row * length + Objects.checkIndex(position, texts.get(row).length));
            }
        }
        long[] chosen = places.build().toArray();
        if (chosen.length == 0) {
            return ByteBuffer.allocate(0);
        }
        try (PtNDManager scope = kernels.newManager()) {
            return ByteBuffer.wrap(kernels.tensor(
                            scope,
                            "features",
                            weights,
                            (PtNDArray) scope.create(ids, new Shape(texts.size(), length)),
                            (PtNDArray) scope.create(chosen),
                            layer,
                            dtype.torchCode())
                    .toByteArray());
        } catch (EngineException e) {
            throw new NativeException("a pass over " + texts.size() + " texts of " + length + " tokens", e);
        }
    }

    public ModelConfig config() {
        return config;
    }

    @Override
    public int contextLength() {
        return config.maxPositionEmbeddings();
    }

    public Dtype dtype() {
        return dtype;
    }

    public Placement placement() {
        return placement;
    }

    @Override
    public boolean hasHead() {
        return hasHead;
    }

    @Override
    public long bytesPerPosition() {
        return bytesPerPosition(config, dtype);
    }

    /** Of keys and values of all layers, and of the token's id. */
    static long bytesPerPosition(ModelConfig config, Dtype dtype) {
        return 2L * config.layers() * config.keyValueHeads() * config.headDim() * dtype.bytes() + Long.BYTES;
    }

    @Override
    public synchronized void outliveExit(Duration grace) {
        if (exit != null) {
            exit.close();
        }
        exit = new ExitGate.Hold(grace);
    }

    @Override
    public synchronized void close() {
        if (exit != null) {
            exit.close();
        }
        weights.close();
    }
}
