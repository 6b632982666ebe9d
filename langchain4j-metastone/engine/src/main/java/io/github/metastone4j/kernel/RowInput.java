package io.github.metastone4j.kernel;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;

/**
 * What one decode step needs to know of one row.
 *
 * @param token whose continuation is sought
 * @param position of that token in its text, from 0
 * @param temperature 0 is greedy
 * @param topP more than 0, at most 1
 * @param topK candidates; 0 is no limit
 * @param repetitionPenalty more than 0; 1 is none
 * @param uniform the row's own random number for this step, in [0, 1)
 * @param allowed the tokens that may be drawn
 */
public record RowInput(
        int token,
        int position,
        double temperature,
        double topP,
        int topK,
        double repetitionPenalty,
        double uniform,
        AllowedTokens allowed) {

    static final int NUMBERS = 7;

    /** Those of them that say how to draw. */
    static final int SETTINGS = 5;

    /** A row that may draw any token. */
    public RowInput(
            int token,
            int position,
            double temperature,
            double topP,
            int topK,
            double repetitionPenalty,
            double uniform) {
        this(token, position, temperature, topP, topK, repetitionPenalty, uniform, AllowedTokens.ALL);
    }

    void write(double[] target, int offset) {
        target[offset] = token;
        target[offset + 1] = position;
        writeSettings(target, offset + 2);
    }

    void writeSettings(double[] target, int offset) {
        target[offset] = temperature;
        target[offset + 1] = topP;
        target[offset + 2] = topK;
        target[offset + 3] = repetitionPenalty;
        target[offset + 4] = uniform;
    }

    /** The only tokens that some rows may draw, as pairs of row and token: (m, 2). */
    static PtNDArray allowed(List<RowInput> rows, PtNDManager scope) {
        return pairs(rows, false, scope);
    }

    /** The tokens that some rows may not draw, as pairs of row and token: (m, 2). */
    static PtNDArray barred(List<RowInput> rows, PtNDManager scope) {
        return pairs(rows, true, scope);
    }

    private static PtNDArray pairs(List<RowInput> rows, boolean barred, PtNDManager scope) {
        int count = 0;
        for (RowInput row : rows) {
            count += row.allowed.named(barred).length;
        }
        long[] pairs = new long[2 * count];
        int next = 0;
        for (int row = 0; row < rows.size(); row++) {
            for (int token : rows.get(row).allowed.named(barred)) {
                pairs[next++] = row;
                pairs[next++] = token;
            }
        }
        return (PtNDArray) scope.create(pairs, new Shape(count, 2));
    }
}
