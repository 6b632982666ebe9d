package io.github.metastone4j.training;

import io.github.metastone4j.kernel.BatchLoss;
import io.github.metastone4j.kernel.LossSettings;
import io.github.metastone4j.kernel.OptimizerSettings;
import io.github.metastone4j.kernel.TrainableModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains a score head on judged trajectories: each step inherits its trajectory's outcome (section 3.2 of the paper).
 * With a coupling above zero the policy is trained along.
 */
public final class HeadTraining {

    /**
     * What fixes a run, beside its trajectories.
     *
     * @param loss what is minimised
     * @param epochs passes over the trajectories
     * @param tokensPerBatch positions in one batch, padding included
     * @param policyRate highest learning rate of the policy; 0 leaves it as it is
     * @param headRate highest learning rate of the head
     */
    public record Settings(
            LossSettings loss, int epochs, int tokensPerBatch, double policyRate, double headRate, long seed) {}

    private final TrainableModel model;
    private final Settings settings;
    private final TrainingLog log;

    /** A run on a model; the log goes to {@code head-log.jsonl} in the folder. */
    public HeadTraining(TrainableModel model, Settings settings, Path folder) {
        this.model = model;
        this.settings = settings;
        this.log = new TrainingLog(folder.resolve("head-log.jsonl"));
    }

    /** Runs over the trajectories. */
    public void run(List<TrainingText> trajectories) {
        if (trajectories.isEmpty()) {
            throw new IllegalArgumentException("there is no trajectory to learn from; sample problems of which some"
                    + " trajectories end right and some wrong");
        }
        long tokens = trajectories.stream().mapToLong(text -> text.ids().length).sum() * settings.epochs();
        long updates = Math.max(1, tokens / settings.tokensPerBatch());
        var policy = new CosineSchedule(settings.policyRate(), Math.min(50, updates), updates);
        var head = new CosineSchedule(settings.headRate(), Math.min(50, updates), updates);
        long update = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            List<TrainingText> order = new ArrayList<>(trajectories);
            Collections.shuffle(order, new Random(settings.seed() + epoch));
            var batches = new Batches(order.iterator(), settings.tokensPerBatch(), settings.seed() + epoch);
            while (batches.hasNext()) {
                update++;
                BatchLoss loss = model.accumulate(batches.next(), settings.loss(), 1);
                model.update(update, policy.rate(update), head.rate(update), OptimizerSettings.standard());
                log.head(update, updates, loss);
            }
        }
    }
}
