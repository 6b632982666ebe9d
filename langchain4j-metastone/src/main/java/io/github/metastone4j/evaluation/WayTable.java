package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison as a table: accuracies in percent, gains in points, both with their 95 % intervals. */
final class WayTable {

    private WayTable() {}

    static Table of(WayComparison comparison) {
        return new Table(
                comparison.problems() + " problems. Accuracy in %, and in points against " + comparison.baseline()
                        + " with as many tokens, both with 95 % intervals.",
                rows(comparison));
    }

    private static List<List<String>> rows(WayComparison comparison) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("way", "accuracy", "tokens", "at equal tokens"));
        for (WayComparison.Line line : comparison.lines()) {
            Estimate gain = line.gain();
            rows.add(List.of(
                    line.family() + ", " + line.setting(),
                    told("%.1f", line.accuracy()),
                    String.format(Locale.ROOT, "%,.0f", line.tokens()),
                    gain == null ? "-" : told("%+.1f", gain)));
        }
        return rows;
    }

    private static String told(String number, Estimate estimate) {
        return String.format(
                Locale.ROOT,
                number + " [" + number + ", " + number + "]",
                100 * estimate.value(),
                100 * estimate.low(),
                100 * estimate.high());
    }
}
