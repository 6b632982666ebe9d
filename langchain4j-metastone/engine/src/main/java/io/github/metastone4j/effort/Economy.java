package io.github.metastone4j.effort;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Where an answer may cost less than all of its k trajectories.
 *
 * @param confidence in [0.5, 1]: once the choice is that sure ({@link Agreement}), no more trajectories begin; 1 lets all k begin.
 *     Null: as the checkpoint was calibrated, else {@value #CONFIDENCE}
 * @param pruning in [0, 0.5): a trajectory whose chance to overtake the best is less is stopped while it thinks
 *     ({@link Pruning}); 0 stops none. Null: as the checkpoint was calibrated, else 0
 */
public record Economy(@Nullable Double confidence, @Nullable Double pruning) {

    /** Safe where nothing is known of a checkpoint: of four trajectories, all have to agree. */
    public static final double CONFIDENCE = 0.95;

    /** All k begin, and all think to their end. */
    public static final Economy NONE = new Economy(1.0, 0.0);

    /** As the checkpoint was calibrated; else safely. */
    public static final Economy CALIBRATED = new Economy(null, null);

    /** @throws IllegalArgumentException if a number is out of range */
    public Economy {
        if (confidence != null) {
            confidence = new StoppingRule(confidence).confidence();
        }
        if (pruning != null) {
            pruning = Pruning.require(pruning);
        }
    }

    /** Whether fewer than k trajectories may be enough, so that their answers have to be compared; if the numbers are known. */
    public boolean mayStopEarly() {
        return confidence != null && confidence < 1;
    }

    /** When enough have competed; if the numbers are known. */
    public StoppingRule stoppingRule() {
        return new StoppingRule(requireNonNull(confidence, "confidence"));
    }

    /** Which are given up; if the numbers are known. */
    public Pruning pruningRule() {
        return new Pruning(requireNonNull(pruning, "pruning"));
    }

    /**
     * The same, where a number that is null is another's: of the settings that these override. Not where the other saves
     * nothing by it, with a confidence of 1 or a pruning of 0: so has every effort but auto.
     */
    public Economy orElse(@Nullable Economy other) {
        if (other == null) {
            return this;
        }
        boolean prunes = other.pruning != null && other.pruning > 0;
        return new Economy(
                confidence == null && other.mayStopEarly() ? other.confidence : confidence,
                pruning == null && prunes ? other.pruning : pruning);
    }

    /** The same with both numbers known. */
    public Economy by(@Nullable Calibration calibration) {
        return new Economy(
                confidence != null ? confidence : calibration != null ? calibration.confidence() : CONFIDENCE,
                pruning != null ? pruning : calibration != null ? calibration.pruning() : 0.0);
    }
}
