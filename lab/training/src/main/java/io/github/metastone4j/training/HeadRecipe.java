package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import io.github.metastone4j.evaluation.rollout.RolloutStore;
import io.github.metastone4j.evaluation.rollout.Sampling;
import io.github.metastone4j.training.FrozenHeadTraining.Trained;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a model a judge of its own: samples its attempts at problems, judges their answers, reads the features of their
 * steps, and trains a score head on them. The model itself stays as it is.
 *
 * <p>All of it lies in one folder: {@code rollouts.jsonl} and {@code features.bin}, from which a run that was stopped goes
 * on, {@code head-log.jsonl}, and in the end {@code score_module.safetensors}, the same head as
 * {@code score_module.pt}, and {@code README.md}. Nothing that was there
 * before is overwritten.
 */
public final class HeadRecipe {

    private static final String HEAD = "score_module.safetensors";
    private static final String ROLLOUTS = "rollouts.jsonl";
    private static final String FEATURES = "features.bin";
    private static final String LOG = "head-log.jsonl";
    private static final String CARD = "README.md";
    private static final List<String> WRITTEN = List.of(HEAD, "score_module.pt", FEATURES, LOG, CARD);

    /**
     * What fixes a run, beside its model and problems.
     *
     * @param sampling how trajectories are drawn, cut into steps and scored; k is {@code trajectories}
     * @param instruction appended to every question; may be empty
     * @param layer before which the head reads; null is the last, as published
     * @param features the type they are kept in; null is that in which the model computes, which loses nothing
     * @param seed of the sampling
     */
    public record Settings(
            ReflectionSettings sampling,
            String instruction,
            @Nullable Integer layer,
            @Nullable Dtype features,
            FrozenHeadTraining.Settings training,
            long seed) {

        /** 16 trajectories of each problem, drawn as the checkpoint recommends. */
        public static Settings standard() {
            return new Settings(
                    ReflectionSettings.standard().withTrajectories(16),
                    "",
                    null,
                    null,
                    FrozenHeadTraining.Settings.standard(),
                    1);
        }
    }

    private final ReflectiveModel model;
    private final Problems problems;
    private final OutcomeVerifier verifier;
    private final Settings settings;
    private final Path folder;
    private final ProgressListener progress;

    /** A run that keeps everything in a folder, and goes on with what it finds there of its own. */
    public HeadRecipe(
            ReflectiveModel model,
            Problems problems,
            OutcomeVerifier verifier,
            Settings settings,
            Path folder,
            ProgressListener progress) {
        this.model = model;
        this.problems = problems;
        this.verifier = verifier;
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Refuses what cannot be, before anything is loaded or computed.
     *
     * @param samples of each problem
     * @param overwrite whether a head that an earlier run finished in the folder may be replaced
     * @throws IllegalArgumentException if there are too few samples, or something in the folder is not this run's own
     */
    public static void requirePossible(int samples, Path folder, boolean overwrite) {
        if (samples < 2) {
            throw new IllegalArgumentException("with " + samples
                    + " trajectory of each problem there is nothing to choose from; sample at least 2, better 16");
        }
        RunFolder.requireFolder(folder);
        if (!Files.exists(folder.resolve(ROLLOUTS))) {
            for (String name : WRITTEN) {
                if (Files.exists(folder.resolve(name))) {
                    throw new IllegalArgumentException(
                            folder + " has a " + name + " that no run of this kind wrote; choose another folder");
                }
            }
        } else if (Files.exists(folder.resolve(HEAD)) && !overwrite) {
            throw new IllegalArgumentException(
                    folder + " has a finished head; choose another folder, or replace it (--overwrite)");
        }
    }

    /** Runs to the end, from wherever an earlier run had come; a finished head is replaced. */
    public HeadReport run() {
        int samples = settings.sampling().trajectories() == null
                ? 0
                : settings.sampling().trajectories();
        requirePossible(samples, folder, true);
        int layer = settings.layer() == null ? model.checkpoint().config().layers() - 1 : settings.layer();
        var reading = HeadData.Reading.of(model, settings.sampling(), layer, settings.features());
        List<Problem> all = problems.all();
        var sampling = new Sampling(model, settings.sampling(), settings.instruction(), settings.seed(), verifier);
        Map<String, String> identity = sampling.identity(all);
        RunFolder.create(folder);
        HeadData data;
        try (var store = RolloutStore.open(folder.resolve(ROLLOUTS), identity)) {
            sampling.run(all, store, progress);
            data = HeadData.of(
                    problems,
                    store,
                    model.decoder(),
                    reading,
                    Sampling.digest(identity.toString()),
                    folder.resolve(FEATURES),
                    progress);
        }
        HeadReport report = new HeadReport(
                problems.training().size(),
                problems.heldOut().size(),
                samples,
                data.trajectories().stream().filter(JudgedTrajectory::right).count()
                        / (double) data.trajectories().size(),
                data.features().rows(),
                train(data));
        Trained best = report.best();
        try {
            CheckpointFolder.writeScoreHead(best.head(), model.checkpoint().config(), layer, folder);
        } catch (IOException e) {
            throw RunFolder.unwritable(folder, e);
        }
        RunFolder.write(folder.resolve(CARD), card(report, identity, layer));
        return report;
    }

    private List<Trained> train(HeadData data) {
        Path file = folder.resolve(LOG);
        // Checks the data first: a log that is there stays if nothing can be learnt.
        var training = new FrozenHeadTraining(data, settings.training(), progress);
        try (Writer log = Files.newBufferedWriter(file)) {
            return training.run(line -> write(log, line, file));
        } catch (IOException e) {
            throw RunFolder.unwritable(file, e);
        }
    }

    private static void write(Writer log, ObjectNode line, Path file) {
        try {
            log.write(line + "\n");
            log.flush();
        } catch (IOException e) {
            throw RunFolder.unwritable(file, e);
        }
    }

    private String card(HeadReport report, Map<String, String> identity, int layer) {
        ModelConfig config = model.checkpoint().config();
        FrozenHeadTraining.Settings training = settings.training();
        StringBuilder card = new StringBuilder();
        card.append("# A score head for ").append(model.name()).append("\n\n");
        card.append(String.format(
                Locale.ROOT,
                "It judges the reasoning steps of the checkpoint `%s` (%d layers, hidden size %d, vocabulary %d) and no"
                        + " other: put `%s`%s beside that checkpoint's `model.safetensors`."
                        + " The policy was not changed.%n%n",
                model.name(),
                config.layers(),
                config.hiddenSize(),
                config.vocabSize(),
                HEAD,
                layer == config.layers() - 1 ? ", or the same as `score_module.pt`," : ""));
        if (layer != config.layers() - 1) {
            card.append("It reads the stream that enters layer ")
                    .append(layer)
                    .append(", not the last; the file says so, and is read so here. Other"
                            + " code reads before the last.\n\n");
        }
        if (report.isWorseThanChance()) {
            card.append("**It chooses worse than chance.** Do not use it.\n\n");
        }
        card.append("## Figures\n\n").append(report.table()).append("\n\n");
        report.findings().forEach(line -> card.append("- ").append(line).append('\n'));
        card.append(String.format(
                Locale.ROOT,
                "%nOn %d held-out problems; brackets are 95 %% intervals over problems. Epoch and seed were chosen on these"
                        + " very problems, which flatters: measure again on others.%n%n## Data%n%n",
                report.heldOut()));
        card.append(String.format(
                Locale.ROOT,
                "%d problems to learn from and %d held out, %d trajectories of each, %.1f %% of them right; %d distinct"
                        + " steps.%n%n| sampled with | |%n|---|---|%n",
                report.problems(),
                report.heldOut(),
                report.samples(),
                100 * report.right(),
                report.steps()));
        identity.forEach((name, value) -> card.append("| ")
                .append(name)
                .append(" | ")
                .append(value.strip())
                .append(" |\n"));
        card.append("| stepRule | ")
                .append(
                        settings.sampling().stepRule() == null
                                ? "reference, or paragraph"
                                : settings.sampling().stepRule())
                .append(" |\n\n## Training\n\n| setting | |\n|---|---|\n");
        card.append(String.format(
                Locale.ROOT,
                "| loss | %s, behind %d epochs of BCE |%n| label smoothing | %s |%n| dropout | %s |%n"
                        + "| right and wrong balanced within problems | %s |%n| epochs, patience | %d, %d |%n"
                        + "| minibatch | about %d steps, of %s |%n| learning rate, weight decay | %s, %s |%n"
                        + "| aggregator | %s |%n| seeds | %s; written: %d |%n%n",
                training.loss(),
                training.warmUpEpochs(),
                training.labelSmoothing(),
                training.dropout(),
                training.balanced() ? "yes" : "no",
                training.epochs(),
                training.patience(),
                training.batchSteps(),
                training.unit().name().toLowerCase(Locale.ROOT),
                training.learningRate(),
                training.weightDecay(),
                training.aggregator(),
                training.seeds(),
                report.best().seed()));
        card.append("## Licence\n\nA head is a derivative of the checkpoint it was trained on and of the problems it"
                + " learnt from: their licences bind whoever passes it on. State yours here.\n");
        return card.toString();
    }
}
