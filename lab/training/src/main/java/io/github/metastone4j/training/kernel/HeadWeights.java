package io.github.metastone4j.training.kernel;

import io.github.metastone4j.kernel.WeightLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A finished score head, as a checkpoint holds it.
 *
 * @param hiddenSize c
 * @param tensors the values of {@code 0.weight}, {@code 0.bias}, {@code 3.weight} and {@code 3.bias}
 */
public record HeadWeights(int hiddenSize, List<float[]> tensors) {

    /** Copies the list, not the values. */
    public HeadWeights {
        tensors = List.copyOf(tensors);
    }

    /** The tensors' names and shapes, in order. */
    public Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        List<long[]> sizes = WeightLayout.headShapes(hiddenSize);
        for (int i = 0; i < sizes.size(); i++) {
            long[] shape = sizes.get(i);
            shapes.put(
                    WeightLayout.SCORE_HEAD.get(i),
                    IntStream.range(0, shape.length)
                            .mapToObj(axis -> shape[axis])
                            .toList());
        }
        return shapes;
    }

    /** A tensor's values as little-endian float32. */
    public ByteBuffer bytes(String name) {
        float[] values = tensors.get(WeightLayout.SCORE_HEAD.indexOf(name));
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }
}
