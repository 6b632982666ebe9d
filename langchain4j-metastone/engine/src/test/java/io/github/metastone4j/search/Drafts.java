package io.github.metastone4j.search;

import io.github.metastone4j.generation.Step;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.generation.Trajectory.Ending;
import io.github.metastone4j.selection.Aggregator;
import java.util.ArrayList;
import java.util.List;

/** Trajectories with steps of ten tokens each, and the last step's score as their own. */
final class Drafts {

    static final int STEP = 10;
    static final Aggregator LAST = Aggregator.LAST;

    private Drafts() {}

    static Trajectory open(int index, double... scores) {
        return draft(index, Ending.OPEN, scores);
    }

    static Trajectory thought(int index, double... scores) {
        return draft(index, Ending.CLOSED, scores);
    }

    private static Trajectory draft(int index, Ending ending, double... scores) {
        List<Step> steps = new ArrayList<>();
        for (double score : scores) {
            steps.add(new Step(STEP * steps.size(), STEP * (steps.size() + 1), score));
        }
        int[] tokens = new int[STEP * scores.length];
        return new Trajectory(index, null, tokens, tokens.length, steps, -1, ending);
    }
}
