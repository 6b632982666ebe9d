package io.github.metastone4j.kernel;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;

/**
 * What the parts of a decode step take by themselves, in milliseconds: medians of a few repetitions.
 *
 * @param matrixProducts of all layers and the output layer
 * @param attention of all layers
 * @param sampling of one token a row
 * @param scoring by the score head
 */
public record StepParts(double matrixProducts, double attention, double sampling, double scoring) {

    private static final int REPETITIONS = 9;

    /**
     * Measures on rows of noise.
     *
     * @param rows of the batch
     * @param positions each row looks back at
     */
    public static StepParts measure(Decoder decoder, int rows, int positions, double temperature, double topP) {
        Kernels kernels = decoder.kernels;
        try (PtNDManager scope = kernels.newManager();
                IValue cache = kernels.call("cache", decoder.weights)) {
            kernels.run("resize", cache, rows, positions);
            double[] numbers = new double[rows * 5];
            for (int i = 0; i < rows; i++) {
                numbers[5 * i] = temperature;
                numbers[5 * i + 1] = topP;
                numbers[5 * i + 3] = 1;
                numbers[5 * i + 4] = (i + 0.5) / rows;
            }
            PtNDArray settings = (PtNDArray) scope.create(numbers, new Shape(rows, 5));
            PtNDArray logits = (PtNDArray)
                    scope.randomNormal(0, 0.6f, new Shape(rows, decoder.config().vocabSize()), DataType.FLOAT32);
            PtNDArray seen = (PtNDArray) scope.zeros(new Shape(rows, 1), DataType.INT64);
            PtNDArray any = RowInput.allowed(List.of(), scope);
            return new StepParts(
                    median(() -> kernels.run("matrix_products", decoder.weights, rows)),
                    median(() -> kernels.run("attention", decoder.weights, cache, rows, positions)),
                    median(() -> kernels.run("sampling", logits, seen, settings, any, any)),
                    median(() -> kernels.run("scoring", decoder.weights, rows)));
        }
    }

    private static double median(Runnable part) {
        part.run();
        double[] millis = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            part.run();
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[REPETITIONS / 2];
    }
}
