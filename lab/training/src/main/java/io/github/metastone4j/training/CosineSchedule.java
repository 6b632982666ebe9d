package io.github.metastone4j.training;

/**
 * A learning rate that rises linearly over the first updates and then falls along a half cosine to a tenth.
 *
 * @param peak the highest rate
 * @param warmup updates until it is reached
 * @param total updates of the whole run
 */
public record CosineSchedule(double peak, long warmup, long total) {

    /** The rate of one update, counted from 1. */
    public double rate(long update) {
        if (update <= warmup) {
            return peak * update / warmup;
        }
        double progress = Math.min(1.0, (update - warmup) / (double) Math.max(1, total - warmup));
        return peak * (0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
}
