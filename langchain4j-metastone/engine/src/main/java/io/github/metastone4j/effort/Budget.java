package io.github.metastone4j.effort;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What thinking may cost. When the one or the other is used up, those that think are stopped and the best of those that have
 * thought answers; if none has, the best that thinks closes its thinking and does.
 *
 * @param tokens of thinking, of all trajectories together, at least 1. It is looked at every {@value Spending#PERIOD} tokens of a
 *     trajectory, and ahead, so that no more are spent; but for the first {@value Spending#PERIOD} of each of the first. Null is no limit
 * @param time from submission, more than zero. Null is no limit
 */
public record Budget(@Nullable Long tokens, @Nullable Duration time) {

    /** Nothing is limited. */
    public static final Budget NONE = new Budget(null, null);

    public Budget {
        if (tokens != null && tokens < 1) {
            throw new IllegalArgumentException("the budget is " + tokens + " tokens; it must be at least 1");
        }
        if (time != null && (time.isNegative() || time.isZero())) {
            throw new IllegalArgumentException("the budget is a time of " + time + "; it must be more than zero");
        }
    }

    /** The same, in no more than so much time. */
    public Budget within(Duration most) {
        return new Budget(tokens, time == null || time.compareTo(most) > 0 ? most : time);
    }
}
