package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as a table: accuracies and shares in percent, gains and differences in points, with their 95 % intervals. */
final class WayTable {

    private WayTable() {}

    static Table of(WayComparison comparison) {
        return new Table(
                comparison.problems() + " problems. Accuracy in %, and in points against " + comparison.baseline()
                        + " with as many tokens and against " + comparison.full() + " with all of its; 95 % intervals.",
                rows(comparison));
    }

    private static List<List<String>> rows(WayComparison comparison) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("way", "accuracy", "tokens", "of all", "seconds", "of all", "at equal tokens", "against all"));
        for (WayComparison.Line line : comparison.lines()) {
            rows.add(List.of(
                    line.family() + ", " + line.setting(),
                    told("%.1f", line.accuracy()),
                    String.format(Locale.ROOT, "%,.0f", line.tokens()),
                    share(line.tokenShare()),
                    line.seconds() == null ? "-" : String.format(Locale.ROOT, "%.3f", line.seconds()),
                    share(line.timeShare()),
                    told("%+.1f", line.gain()),
                    told("%+.1f", line.difference())));
        }
        return rows;
    }

    private static String share(@Nullable Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String told(String number, @Nullable Estimate estimate) {
        return estimate == null
                ? "-"
                : String.format(
                        Locale.ROOT,
                        number + " [" + number + ", " + number + "]",
                        100 * estimate.value(),
                        100 * estimate.low(),
                        100 * estimate.high());
    }
}
