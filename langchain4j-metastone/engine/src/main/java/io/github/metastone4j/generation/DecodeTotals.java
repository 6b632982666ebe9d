package io.github.metastone4j.generation;

/**
 * What a decode loop has done so far; prefill does not count.
 *
 * @param steps of the whole batch
 * @param tokens that the rows drew in them
 * @param nanos that the steps took together
 */
public record DecodeTotals(long steps, long tokens, long nanos) {

    static final DecodeTotals NONE = new DecodeTotals(0, 0, 0);

    DecodeTotals plus(int rows, long time) {
        return new DecodeTotals(steps + 1, tokens + rows, nanos + time);
    }
}
