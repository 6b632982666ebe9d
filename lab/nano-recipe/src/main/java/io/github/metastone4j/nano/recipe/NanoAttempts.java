package io.github.metastone4j.nano.recipe;

import io.github.metastone4j.evaluation.rollout.Attempts;
import io.github.metastone4j.evaluation.rollout.RolloutStore;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.training.TrainingText;
import io.github.metastone4j.training.TrainingText.Label;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy's own attempts to learn judging from, over and over, each time in another order.
 *
 * <p>Each is learnt token by token, right or wrong: what the policy wrote itself leaves it where it is. Steps carry the
 * outcome where some attempts at the problem are right and some wrong, and both sides weigh the same: a head that saw the
 * balance of outcomes in a question would learn which problems are easy, not which trajectory is right. Of equal attempts
 * at a problem one is kept.
 */
final class NanoAttempts implements Iterator<TrainingText> {

    private final List<TrainingText> texts = new ArrayList<>();
    private final long seed;
    private Iterator<TrainingText> pass = Collections.emptyIterator();
    private int passes;

    NanoAttempts(RolloutStore store, @Nullable ThinkTags think, StepRule steps, long seed) {
        this.seed = seed;
        store.forEach(attempts -> add(attempts, think, steps));
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("there is no attempt to learn from");
        }
    }

    private void add(Attempts attempts, @Nullable ThinkTags think, StepRule steps) {
        int all = attempts.attempts().size();
        int right = attempts.right();
        Set<IntBuffer> seen = new HashSet<>();
        for (int i = 0; i < all; i++) {
            Attempts.Attempt attempt = attempts.attempts().get(i);
            if (attempt.output().length == 0 || !seen.add(IntBuffer.wrap(attempt.output()))) {
                continue;
            }
            double weight = all / (2.0 * (attempt.right() ? right : all - right));
            List<Label> labels = new ArrayList<>();
            if (right > 0 && right < all) {
                for (int position : attempts.scoredPositions(i, think, steps)) {
                    labels.add(new Label(position, attempt.right(), weight));
                }
            }
            TrainingText text = TrainingText.imitated(attempts.text(i), attempts.prompt().length);
            texts.add(new TrainingText(text.ids(), text.learnt(), new float[0], labels));
        }
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public TrainingText next() {
        if (!pass.hasNext()) {
            List<TrainingText> order = new ArrayList<>(texts);
            Collections.shuffle(order, new Random(seed * 1_000_003 + passes++));
            pass = order.iterator();
        }
        return pass.next();
    }
}
