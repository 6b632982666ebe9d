package io.github.metastone4j.kernel;

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
 */
public record RowInput(
        int token, int position, double temperature, double topP, int topK, double repetitionPenalty, double uniform) {

    static final int NUMBERS = 7;

    /** Those of them that say how to draw. */
    static final int SETTINGS = 5;

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
}
