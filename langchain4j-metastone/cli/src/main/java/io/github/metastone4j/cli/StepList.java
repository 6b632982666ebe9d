package io.github.metastone4j.cli;

import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Steps below one another, each behind its score, its further lines below its first. */
record StepList(Ink ink, int width) {

    private static final int INDENT = 2;
    private static final int SCORE = 5;

    List<String> lines(List<ScoredStep> steps) {
        List<String> lines = new ArrayList<>();
        int before = 2 * INDENT + SCORE;
        for (ScoredStep step : steps) {
            String score = String.format(Locale.ROOT, "%.3f", step.score());
            String start = " ".repeat(INDENT) + ink.scored(step.score(), score) + " ".repeat(INDENT);
            for (String line : Columns.wrap(step.text(), width - before)) {
                lines.add(start + line);
                start = " ".repeat(before);
            }
        }
        return lines;
    }
}
