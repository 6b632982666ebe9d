package io.github.metastone4j.training;

import io.github.metastone4j.training.kernel.BatchLoss;
import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.OptimizerSettings;
import io.github.metastone4j.training.kernel.TrainableModel;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Training on texts that are given: what they mark as learnt is imitated, where they carry labels the score head learns
 * them. One batch an update.
 *
 * <p>A run is fixed by its texts, its settings and its seed, saves its state as it goes, and continues from it when it is
 * started again.
 */
public final class TextTraining {

    /**
     * What fixes a run, beside its texts.
     *
     * @param name of the run: its files in the folder begin with it
     * @param updates of the whole run
     * @param tokensPerBatch positions in one batch, padding included
     * @param loss what is minimised
     * @param policyRate learning rate of the policy at its peak
     * @param headRate learning rate of the head at its peak
     * @param warmup updates until then
     * @param saveEvery updates between two saved states
     * @param seed of the order of batches and of dropout
     */
    public record Settings(
            String name,
            long updates,
            int tokensPerBatch,
            LossSettings loss,
            double policyRate,
            double headRate,
            long warmup,
            OptimizerSettings optimizer,
            long saveEvery,
            long seed) {}

    private final TrainableModel model;
    private final Settings settings;
    private final Batches batches;
    private final Path state;
    private final TrainingLog log;

    /**
     * A run over texts; {@link #run} starts or continues it.
     *
     * @param texts always the same for the same run; a resumed run draws again what it had used
     * @param folder for {@code NAME-state.safetensors} and {@code NAME-log.jsonl}
     */
    public TextTraining(TrainableModel model, Iterator<TrainingText> texts, Settings settings, Path folder) {
        this.model = model;
        this.settings = settings;
        this.batches = new Batches(texts, settings.tokensPerBatch(), settings.seed());
        this.state = folder.resolve(settings.name() + "-state.safetensors");
        this.log = new TrainingLog(settings.name(), folder.resolve(settings.name() + "-log.jsonl"));
    }

    /** Runs to the end, from wherever an earlier run had come. */
    public void run() {
        String origin = "training on texts with " + settings;
        long done = TrainingState.load(model, origin, state).updates();
        if (done == 0) {
            model.resetMoments();
        }
        log.resume(done);
        for (long i = 0; i < done && done < settings.updates(); i++) {
            batches.next();
        }
        var policy = new CosineSchedule(settings.policyRate(), settings.warmup(), settings.updates());
        var head = new CosineSchedule(settings.headRate(), settings.warmup(), settings.updates());
        for (long update = done + 1; update <= settings.updates(); update++) {
            model.seed(settings.seed() * 1_000_003 + update);
            BatchLoss loss = model.accumulate(batches.next(), settings.loss(), 1);
            double rate = policy.rate(update);
            float[] norms = model.update(update, rate, head.rate(update), settings.optimizer());
            log.add(update, settings.updates(), loss, rate, norms);
            if (update % settings.saveEvery() == 0 || update == settings.updates()) {
                TrainingState.save(model, origin, new TrainingState(0, update), state);
            }
        }
    }
}
