package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a trajectory score is the probability it claims to be. All samples that have a score are sorted by it and cut into ten
 * bins of as many samples each; in each the mean score stands beside the share of right samples.
 *
 * @param expectedError the mean over bins, weighted by their samples, of |mean score - share right|, in [0, 1]: the expected
 *     calibration error (Naeini et al., 2015) with the equal-mass bins of Nguyen and O'Connor (2015); NaN without a score
 * @param bins the reliability curve, by rising score; at most ten, fewer if there are fewer samples
 */
public record Calibration(double expectedError, List<Bin> bins) {

    private static final int BINS = 10;

    /**
     * Samples of like score.
     *
     * @param score their mean trajectory score, in [0, 1]
     * @param right the share of them that is right, in [0, 1]
     * @param samples how many they are
     */
    public record Bin(double score, double right, int samples) {}

    /** Copies the bins. */
    public Calibration {
        bins = List.copyOf(bins);
    }

    static Calibration of(List<Scored> samples) {
        List<Scored> sorted = samples.stream()
                .sorted(Comparator.comparingDouble(Scored::score))
                .toList();
        List<Bin> bins = new ArrayList<>();
        int count = Math.min(BINS, sorted.size());
        for (int bin = 0; bin < count; bin++) {
            bins.add(bin(sorted.subList(bin * sorted.size() / count, (bin + 1) * sorted.size() / count)));
        }
        double error = bins.stream()
                .mapToDouble(bin -> bin.samples() * Math.abs(bin.score() - bin.right()))
                .sum();
        return new Calibration(error / sorted.size(), bins);
    }

    private static Bin bin(List<Scored> samples) {
        return new Bin(
                samples.stream().mapToDouble(Scored::score).average().orElseThrow(),
                samples.stream()
                        .mapToDouble(one -> one.right() ? 1 : 0)
                        .average()
                        .orElseThrow(),
                samples.size());
    }
}
