package io.github.metastone4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The head that scores reasoning steps, {@code Linear(c, 2c) -> ReLU -> Linear(2c, 1)}, as it is stored beside the policy
 * (c is the hidden size).
 *
 * @param hiddenWeight {@code [2c, c]}
 * @param hiddenBias {@code [2c]}
 * @param outWeight {@code [1, 2c]}
 * @param outBias {@code [1]}
 * @param layer before which it reads the residual stream, from 0; null is the last one, as in all published checkpoints
 */
public record ScoreHead(
        StoredTensor hiddenWeight,
        StoredTensor hiddenBias,
        StoredTensor outWeight,
        StoredTensor outBias,
        @Nullable Integer layer) {

    /** By this name {@code score_module.safetensors} notes a layer other than the last. */
    public static final String LAYER = "tap_layer";

    /** The file it is looked for in first. */
    public static final String SAFETENSORS = "score_module.safetensors";

    /** The file that the published code reads. */
    public static final String TORCH = "score_module.pt";

    // The places of the two linear layers in the published nn.Sequential; 1 is the ReLU and 2 the dropout.
    /** The tensor that tells the hidden size. */
    public static final String HIDDEN_WEIGHT = "0.weight";

    private static final String HIDDEN_BIAS = "0.bias";
    private static final String OUT_WEIGHT = "3.weight";
    private static final String OUT_BIAS = "3.bias";

    /** The names of its tensors, in the order of the record's components. */
    public static final List<String> NAMES = List.of(HIDDEN_WEIGHT, HIDDEN_BIAS, OUT_WEIGHT, OUT_BIAS);

    /** @throws IllegalArgumentException if the four shapes do not fit together */
    public ScoreHead {
        List<Long> shape = hiddenWeight.shape();
        if (shape.size() != 2 || shape.get(1) < 1) {
            throw new IllegalArgumentException("tensor '" + hiddenWeight.name() + "' has shape " + shape
                    + "; [2c, c] is expected, with c the hidden size");
        }
        long size = shape.get(1);
        List<List<Long>> shapes = shapes(size);
        requireShape(hiddenWeight, shapes.get(0));
        requireShape(hiddenBias, shapes.get(1));
        requireShape(outWeight, shapes.get(2));
        requireShape(outBias, shapes.get(3));
    }

    /** The shapes of the tensors {@link #NAMES}. */
    public static List<List<Long>> shapes(long hiddenSize) {
        long inner = 2 * hiddenSize;
        return List.of(List.of(inner, hiddenSize), List.of(inner), List.of(1L, inner), List.of(1L));
    }

    /**
     * The head in a checkpoint's folder: from {@code score_module.safetensors} or else {@code score_module.pt}; null if
     * neither exists.
     *
     * @param hiddenSize the policy's hidden size, c
     * @throws CheckpointException if the head is damaged or made for another hidden size
     */
    public static @Nullable ScoreHead find(Path dir, int hiddenSize) {
        Path safetensors = dir.resolve(SAFETENSORS);
        if (isListed(safetensors)) {
            SafeTensors file = SafeTensors.open(safetensors);
            return of(SAFETENSORS, file.tensors(), layer(file.metadata().get(LAYER)), hiddenSize);
        }
        Path torch = dir.resolve(TORCH);
        if (isListed(torch)) {
            return of(TORCH, TorchArchive.read(torch), null, hiddenSize);
        }
        return null;
    }

    /** A link to a file that is not there counts: half a download must not pass for a model without a head. */
    public static boolean isListed(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The hidden size it is made for, c. */
    public int hiddenSize() {
        return Math.toIntExact(hiddenWeight.shape().get(1));
    }

    private static @Nullable Integer layer(@Nullable String note) {
        try {
            return note == null ? null : Integer.valueOf(note);
        } catch (NumberFormatException e) {
            throw new CheckpointException(
                    SAFETENSORS + ": '" + LAYER + "' is '" + note + "'; the number of a layer is expected", e);
        }
    }

    private static ScoreHead of(
            String source, Map<String, StoredTensor> tensors, @Nullable Integer layer, int hiddenSize) {
        try {
            ScoreHead head = new ScoreHead(
                    tensor(source, tensors, HIDDEN_WEIGHT),
                    tensor(source, tensors, HIDDEN_BIAS),
                    tensor(source, tensors, OUT_WEIGHT),
                    tensor(source, tensors, OUT_BIAS),
                    layer);
            if (head.hiddenSize() != hiddenSize) {
                throw new CheckpointException(source + " is made for hidden size " + head.hiddenSize()
                        + ", but config.json has hidden_size " + hiddenSize + "; put the two of one model together");
            }
            return head;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(source + ": " + e.getMessage(), e);
        }
    }

    /** Wrapping modules put their own name before ours: {@code score_module.0.weight}. */
    private static StoredTensor tensor(String source, Map<String, StoredTensor> tensors, String name) {
        List<StoredTensor> candidates = tensors.entrySet().stream()
                .filter(named -> named.getKey().equals(name) || named.getKey().endsWith("." + name))
                .map(Map.Entry::getValue)
                .toList();
        if (candidates.size() != 1) {
            String found = tensors.keySet().stream().sorted().limit(8).collect(Collectors.joining(", "));
            throw new CheckpointException(source + " has " + candidates.size() + " tensors '" + name
                    + "'; a score head has one. It holds: " + found);
        }
        return candidates.get(0);
    }

    private static void requireShape(StoredTensor tensor, List<Long> shape) {
        if (!tensor.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "tensor '" + tensor.name() + "' has shape " + tensor.shape() + "; " + shape + " is expected");
        }
    }
}
