package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a calibration tried and chose, as tables and as a sentence. */
final class CalibrationTable {

    private CalibrationTable() {}

    static String text(EffortCalibration calibration) {
        return selectors(calibration).text() + "\n" + frontier(calibration).text() + "\n"
                + Table.wrapped(sentence(calibration)) + "\n";
    }

    private static Table selectors(EffortCalibration calibration) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("selector", "accuracy", "tokens"));
        for (EffortCalibration.Selected one : calibration.selectors()) {
            rows.add(List.of(
                    one.selector().toString(),
                    told("%.1f", one.accuracy()),
                    String.format(Locale.ROOT, "%,.0f", one.tokens())));
        }
        return new Table(
                calibration.problems() + " problems, all " + calibration.trajectories()
                        + " trajectories. Accuracy in % with 95 % intervals, and tokens per problem.",
                rows);
    }

    private static Table frontier(EffortCalibration calibration) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("confidence/pruning", "accuracy", "minus all", "trajectories", "tokens"));
        for (AdaptiveEffort one : calibration.frontier()) {
            rows.add(List.of(
                    economy(one) + (one.equals(calibration.chosen()) ? " *" : ""),
                    told("%.1f", one.accuracy()),
                    told("%+.1f", one.difference()),
                    String.format(Locale.ROOT, "%.1f", one.trajectories()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * one.tokens())));
        }
        return new Table(
                "Effort auto with " + calibration.chosen().selector() + ": of "
                        + calibration.economies().size()
                        + " pairs, those than which none is both cheaper and as often right; * is chosen.",
                rows);
    }

    private static String economy(AdaptiveEffort effort) {
        return effort.economy().confidence() + " / " + effort.economy().pruning();
    }

    private static String sentence(EffortCalibration calibration) {
        AdaptiveEffort chosen = calibration.chosen();
        String all = "all " + calibration.trajectories();
        String means = String.format(
                Locale.ROOT,
                "effort auto begins %.1f trajectories of a question on average, draws %.0f %% of the tokens of %s, and is"
                        + " right %.1f %% of the time, %s points from what %s are.",
                chosen.trajectories(),
                100 * chosen.tokens(),
                all,
                100 * chosen.accuracy().value(),
                told("%+.1f", chosen.difference()),
                all);
        String choice = chosen.selector() + ", confidence "
                + chosen.economy().confidence() + " and pruning "
                + chosen.economy().pruning();
        return calibration.keepsAccuracy()
                ? "Chosen: " + choice + ". With these, " + means
                : whyNot(calibration, all) + ", so the most careful is chosen: " + choice + ". With these, " + means
                        + " More problems would tell more.";
    }

    private static String whyNot(EffortCalibration calibration, String all) {
        return calibration.mixed() < EffortCalibration.ENOUGH
                ? "Right and wrong samples are there of " + calibration.mixed() + " problems, and it takes "
                        + EffortCalibration.ENOUGH + " to tell what is lost"
                : String.format(
                        Locale.ROOT, "None is surely within %.1f points of %s", 100 * EffortCalibration.TOLERANCE, all);
    }

    /** In percent, and a zero given its plus: "-0.0" would look like a loss. */
    private static String told(String number, Estimate estimate) {
        return String.format(
                Locale.ROOT,
                number + " [" + number + ", " + number + "]",
                percent(estimate.value()),
                percent(estimate.low()),
                percent(estimate.high()));
    }

    private static double percent(double fraction) {
        return Math.round(1000 * fraction) / 10.0 + 0.0;
    }
}
