package io.github.metastone4j.effort;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;

/**
 * What was decided about the effort of one answer, and when.
 *
 * @param trajectories how many might have begun, k
 * @param economy that was allowed, both numbers known
 * @param waves in the order in which they began, at least one
 * @param pruned indices of trajectories that were given up while they thought, in that order
 * @param end why no more was spent
 */
public record EffortReport(int trajectories, Economy economy, List<Wave> waves, List<Integer> pruned, End end) {

    /**
     * Trajectories that began together.
     *
     * @param begun how many had begun with these
     * @param agreement of all that had competed then ({@link Agreement}); NaN where there was no answer to agree on, or where
     *     nobody asked
     */
    public record Wave(int begun, double agreement) {}

    /** Why no more was spent. */
    public enum End {
        /** All k have competed. */
        ALL,
        /** The choice was sure enough. */
        SURE,
        /** There were no answers that could agree. */
        NO_ANSWERS,
        /** The budget of tokens was used up. */
        TOKENS,
        /** The budget of time was used up. */
        TIME
    }

    /** Copies the lists. */
    public EffortReport {
        waves = List.copyOf(waves);
        pruned = List.copyOf(pruned);
    }

    /** Whether anything was decided: not where all k were asked for and could think to their end. */
    public boolean decided() {
        return !economy.equals(Economy.NONE) || end != End.ALL;
    }

    /** What was decided, in one line for people. */
    public String reason() {
        String grown = waves.stream().map(wave -> String.valueOf(wave.begun())).collect(joining(", then "));
        String given = pruned.isEmpty() ? "" : ", " + pruned.size() + " of them given up";
        String why =
                switch (end) {
                    case SURE ->
                        String.format(
                                Locale.ROOT,
                                "the choice is %.0f %% sure to be that of all %d",
                                100 * agreement(),
                                trajectories);
                    case NO_ANSWERS -> "they gave no answers that could be compared";
                    case ALL -> "all were needed";
                    case TOKENS -> "the budget of tokens was used up";
                    case TIME -> "the budget of time was used up";
                };
        return grown + (grown.equals("1") ? " trajectory" : " trajectories") + given + ": " + why;
    }

    /** How sure it was in the end that all k would elect the same, in [0, 1]; NaN as for the last wave. */
    public double agreement() {
        return waves.get(waves.size() - 1).agreement();
    }
}
