package io.github.metastone4j.training;

import java.util.List;

/** What each trajectory of a problem is worth beside the others (GRPO; Shao et al., 2024, section 4.1.2). */
final class GroupAdvantages {

    /** Keeps groups whose rewards are all alike from dividing by nothing. */
    private static final double EPSILON = 1e-6;

    private GroupAdvantages() {}

    /** {@code (r - mean) / (deviation + 1e-6)} of rewards 1 for right and 0 for wrong; the deviation is that of a sample. */
    static double[] of(List<Boolean> right) {
        double mean = right.stream().mapToInt(r -> r ? 1 : 0).average().orElse(0);
        double squares = 0;
        for (boolean r : right) {
            squares += (r ? 1 - mean : -mean) * (r ? 1 - mean : -mean);
        }
        double deviation = Math.sqrt(squares / Math.max(1, right.size() - 1));
        return right.stream()
                .mapToDouble(r -> ((r ? 1 : 0) - mean) / (deviation + EPSILON))
                .toArray();
    }
}
