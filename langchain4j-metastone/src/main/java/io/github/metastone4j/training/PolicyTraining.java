package io.github.metastone4j.training;

import io.github.metastone4j.kernel.BatchLoss;
import io.github.metastone4j.kernel.LossSettings;
import io.github.metastone4j.kernel.OptimizerSettings;
import io.github.metastone4j.kernel.TrainableModel;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Supervised training of a policy on texts: the next-token loss, prompts masked, one batch an update.
 *
 * <p>A run is fixed by its texts, its settings and its seed, saves its state as it goes, and continues from it when it is
 * started again.
 */
public final class PolicyTraining {

    /**
     * What fixes a run, beside its texts.
     *
     * @param updates of the whole run
     * @param tokensPerBatch positions in one batch, padding included
     * @param learningRate at its peak
     * @param warmup updates until then
     * @param saveEvery updates between two saved states
     */
    public record Settings(
            long updates, int tokensPerBatch, double learningRate, long warmup, long saveEvery, long seed) {}

    private final TrainableModel model;
    private final Settings settings;
    private final Batches batches;
    private final Path state;
    private final TrainingLog log;

    /**
     * A run over texts; {@link #run} starts or continues it.
     *
     * @param texts always the same for the same run; a resumed run draws again what it had used
     * @param folder for the state and the log
     */
    public PolicyTraining(TrainableModel model, Iterator<TrainingText> texts, Settings settings, Path folder) {
        this.model = model;
        this.settings = settings;
        this.batches = new Batches(texts, settings.tokensPerBatch(), settings.seed());
        this.state = folder.resolve("policy-state.safetensors");
        this.log = new TrainingLog(folder.resolve("policy-log.jsonl"));
    }

    /** Runs to the end, from wherever an earlier run had come. */
    public void run() {
        String origin = "policy training with " + settings;
        long done = TrainingState.load(model, origin, state).updates();
        for (long i = 0; i < done; i++) {
            batches.next();
        }
        var schedule = new CosineSchedule(settings.learningRate(), settings.warmup(), settings.updates());
        for (long update = done + 1; update <= settings.updates(); update++) {
            BatchLoss loss = model.accumulate(batches.next(), LossSettings.policyOnly(), 1);
            double rate = schedule.rate(update);
            float[] norms = model.update(update, rate, 0, OptimizerSettings.standard());
            log.policy(update, loss, rate, norms[0]);
            if (update % settings.saveEvery() == 0 || update == settings.updates()) {
                TrainingState.save(model, origin, new TrainingState(0, update), state);
            }
        }
    }
}
