package io.github.metastone4j.nano.recipe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.StepRules;
import io.github.metastone4j.chat.ChatTemplate;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.SafeTensors;
import io.github.metastone4j.checkpoint.StoredTensor;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import io.github.metastone4j.evaluation.rollout.RolloutStore;
import io.github.metastone4j.evaluation.rollout.Sampling;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.nano.Calculator;
import io.github.metastone4j.tokenizer.Tokenizer;
import io.github.metastone4j.training.CheckpointFolder;
import io.github.metastone4j.training.JointTraining;
import io.github.metastone4j.training.TextTraining;
import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import io.github.metastone4j.training.kernel.OptimizerSettings;
import io.github.metastone4j.training.kernel.PolicyLoss;
import io.github.metastone4j.training.kernel.TrainableModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the shipped model is made. A policy of a few layers learns from written solutions, then from attempts of its own. Four
 * more layers are put on top and learn, on further attempts, to judge: at every token how likely the policy made it, at every
 * step whether the attempt ended right. The lower layers stay as they are.
 *
 * <p>Why on top: whether a digit is right is a comparison with what the policy would have written, which is known only where its
 * layers end. A head that reads inside them finds next to nothing.
 */
public final class NanoRecipe {

    private static final List<String> FILES =
            List.of("generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja");
    private static final String CONFIG = "config.json";

    /** What the run in a folder is fixed by. */
    private static final String CLAIM = "recipe.txt";

    private static final int TOKENS_PER_BATCH = 4096;

    /** Attempts at each turn of practice. */
    private static final int PRACTICE_SAMPLES = 8;

    /** About the standard deviation of what the head reads; its fresh weights are made for 1. */
    private static final float FEATURE_DEVIATION = 7;

    /** What a small model writes for a problem is far shorter. */
    private static final int MAX_TOKENS = 256;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What fixes a run.
     *
     * @param solutions updates on written solutions; 0 for none, where there is a model to begin with
     * @param rate at which they are learnt, at its peak
     * @param practice iterations in which the policy learns from attempts of its own; 0 for none
     * @param turns of each, with 8 attempts at every one
     * @param problems that the policy attempts
     * @param samples attempts at each
     * @param judging updates on these attempts
     */
    public record Settings(
            long seed, long solutions, double rate, long practice, int turns, int problems, int samples, long judging) {

        /** From nothing: seed 1, 6,000 updates at 1.5e-3, 100 iterations of 64 turns, 2,400 problems of 16 attempts, 3,900 updates. */
        public static Settings fromNothing() {
            return new Settings(1, 6000, 1.5e-3, 100, 64, 2400, 16, 3900);
        }

        /**
         * From a model that has been through the recipe: seed 5, 1,600 updates at 1.2e-3, 100 iterations of 64 turns, 700 problems of
         * 12 attempts, 800 updates.
         */
        public static Settings goingOn() {
            return new Settings(5, 1600, 1.2e-3, 100, 64, 700, 12, 800);
        }
    }

    /**
     * How large a model is made; the rest is as {@code config.json} in the jar says.
     *
     * @param policyLayers layers that write
     * @param judgingLayers layers on top of them that judge
     * @param hiddenSize width of the residual stream
     * @param intermediateSize width inside the MLPs
     * @param heads query heads
     * @param keyValueHeads key and value heads
     */
    public record Size(
            int policyLayers, int judgingLayers, int hiddenSize, int intermediateSize, int heads, int keyValueHeads) {

        /** The shipped model's: 8 layers that write and 4 that judge, of width 256. */
        public static Size shipped() {
            return new Size(8, 4, 256, 704, 4, 2);
        }

        int layers() {
            return policyLayers + judgingLayers;
        }
    }

    private final @Nullable Checkpoint start;
    private final Size size;
    private final Settings settings;
    private final Path folder;
    private final ProgressListener progress;

    /** A run that makes a model of the shipped size. */
    public NanoRecipe(@Nullable Path start, Settings settings, Path folder, ProgressListener progress) {
        this(start, Size.shipped(), settings, folder, progress);
    }

    /**
     * A run that keeps its states, logs and checkpoints in a folder, and goes on with what it finds there.
     *
     * @param start a finished model of this recipe and size whose layers are learnt on; null to begin from nothing
     * @throws IllegalArgumentException if there is neither a model to begin with nor an update on solutions, or the model lies
     *     in the folder that is written to
     * @throws io.github.metastone4j.checkpoint.CheckpointException if the model cannot be read
     */
    public NanoRecipe(@Nullable Path start, Size size, Settings settings, Path folder, ProgressListener progress) {
        if (start == null && settings.solutions() < 1) {
            throw new IllegalArgumentException("solutions is " + settings.solutions()
                    + ": random weights have nothing to practise; begin with a model, or set at least 1");
        }
        if (start != null && absolute(start).startsWith(absolute(folder))) {
            throw new IllegalArgumentException("a run cannot begin with " + start + ", which lies in its own folder "
                    + folder + "; choose another folder");
        }
        this.start = start == null ? null : Checkpoint.open(start);
        this.size = size;
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /**
     * Runs to the end and returns the finished checkpoint's folder.
     *
     * @throws IllegalArgumentException if the model to begin with is none of this recipe, or the folder is another run's
     */
    public Path run() throws IOException {
        Path policy = folder.resolve("policy");
        Path finished = folder.resolve("checkpoint");
        requireFinished();
        claimFolder();
        prepare(policy, size.policyLayers());
        prepare(finished, size.layers());
        learnSolutions(policy);
        Path practised = practise(policy);
        learnJudging(practised, finished);
        return finished;
    }

    /** That the model to begin with has been through the whole recipe. */
    private void requireFinished() throws IOException {
        if (start == null) {
            return;
        }
        ModelConfig given = start.config();
        if (given.layers() != size.layers()
                || given.hiddenSize() != size.hiddenSize()
                || given.vocabSize() != config(size.layers()).path("vocab_size").asInt()
                || given.intermediateSize() != size.intermediateSize()
                || start.head() == null) {
            throw new IllegalArgumentException(start.dir() + " is no finished model of this recipe: it has "
                    + given.layers() + " layers of " + given.hiddenSize() + " and "
                    + (start.head() == null ? "no" : "a") + " score head, not " + size.layers() + " of "
                    + size.hiddenSize()
                    + " and a head; begin with one that train-nano has finished, or from nothing");
        }
    }

    /** States of one run would be gone on from by another without a word, and files of something else written over. */
    private void claimFolder() throws IOException {
        String own = (start == null ? "from nothing" : "from weights with digest " + start.digest()) + ", " + settings
                + (size.equals(Size.shipped()) ? "" : ", " + size) + "\n";
        Files.createDirectories(folder);
        Path claim = folder.resolve(CLAIM);
        if (!Files.exists(claim)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new IllegalArgumentException(folder + " has files, but no " + CLAIM
                            + " that says what run they are of; choose another folder");
                }
            }
            Files.writeString(claim, own);
            return;
        }
        String found = Files.readString(claim);
        if (!found.equals(own)) {
            throw new IllegalArgumentException(folder + " has a run " + found.strip() + ", which this one, "
                    + own.strip() + ", cannot go on from; choose another folder");
        }
    }

    private ObjectNode config(int layers) throws IOException {
        try (InputStream in = resource(CONFIG)) {
            ObjectNode config = (ObjectNode) JSON.readTree(in);
            return config.put("hidden_size", size.hiddenSize())
                    .put("intermediate_size", size.intermediateSize())
                    .put("num_hidden_layers", layers)
                    .put("num_attention_heads", size.heads())
                    .put("num_key_value_heads", size.keyValueHeads());
        }
    }

    private void prepare(Path checkpoint, int layers) throws IOException {
        Files.createDirectories(checkpoint);
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(checkpoint.resolve(CONFIG).toFile(), config(layers));
        for (String file : FILES) {
            try (InputStream in = resource(file)) {
                Files.copy(in, checkpoint.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** What the shipped model consists of besides its weights. */
    private static InputStream resource(String file) {
        InputStream in = Calculator.class.getResourceAsStream(file);
        if (in == null) {
            throw new IllegalStateException(file + " is missing from the jar; is it built whole?");
        }
        return in;
    }

    private void learnSolutions(Path policy) throws IOException {
        ModelConfig config = ModelConfig.read(policy.resolve(CONFIG));
        try (var model = TrainableModel.initialise(config, (int) settings.seed(), Dtype.BFLOAT16);
                Tokenizer tokenizer = Tokenizer.load(policy)) {
            if (start != null) {
                for (String name : model.shapes(false).keySet()) {
                    restore(name, start.tensor(name), model);
                }
            }
            if (settings.solutions() > 0) {
                var training = new TextTraining.Settings(
                        "solutions",
                        settings.solutions(),
                        TOKENS_PER_BATCH,
                        LossSettings.policyOnly(),
                        settings.rate(),
                        0,
                        Math.min(200, settings.solutions() / 10),
                        OptimizerSettings.standard(),
                        100,
                        settings.seed());
                ChatTemplate template = ChatTemplate.load(policy, tokenizer);
                var texts = new NanoTexts(tokenizer, template, config.maxPositionEmbeddings(), settings.seed());
                new TextTraining(model, texts, training, folder).run();
            }
            CheckpointFolder.writePolicy(model, Dtype.BFLOAT16, policy);
        }
    }

    /** The policy learns from what its own attempts are worth beside one another, until it is right more often; the folder it is then in. */
    private Path practise(Path policy) {
        if (settings.practice() == 0) {
            return policy;
        }
        var training = new JointTraining.Settings(
                settings.practice(),
                hot(PRACTICE_SAMPLES),
                "",
                new LossSettings(1, 0, StepLoss.SPR, 0, 0, 0, new PolicyLoss(0.2, 0.001, 0)),
                true,
                TOKENS_PER_BATCH,
                4,
                1e-4,
                0,
                3,
                true,
                OptimizerSettings.paper(),
                Dtype.BFLOAT16,
                false,
                5,
                settings.seed());
        try (Tokenizer tokenizer = Tokenizer.load(policy)) {
            ChatTemplate template = ChatTemplate.load(policy, tokenizer);
            return JointTraining.ofPrompts(
                            attempting(policy),
                            iteration ->
                                    turns(settings.seed() * 1_000_003 + 7 * iteration, settings.turns(), 8, template),
                            new LessonVerifier(),
                            training,
                            folder.resolve("practice"),
                            progress)
                    .run()
                    .checkpoint();
        }
    }

    /** How a policy is loaded that attempts turns. */
    private static ModelOptions attempting(Path policy) {
        return ModelOptions.of(policy).withMaxRows(256).withAllowMissingHead(true);
    }

    /** Turns to attempt, the same for the same seed: problems without tools, but each {@code nth} as they come in training. */
    private static List<Problem> turns(long seed, int count, int nth, ChatTemplate template) {
        Lessons lessons = new Lessons(seed);
        List<Problem> turns = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Lesson lesson = i % nth == 0 ? lessons.next() : lessons.alone();
            turns.add(new Problem(NanoTexts.prompt(lesson, template), lesson.outcome()));
        }
        return turns;
    }

    /** Hot enough that right and wrong are both common. */
    private static ReflectionSettings hot(int samples) {
        return ReflectionSettings.standard()
                .withTrajectories(samples)
                .withSampling(1.0, 1.0, 0, 1.0)
                .withLimits(MAX_TOKENS, MAX_TOKENS);
    }

    private void learnJudging(Path policy, Path finished) throws IOException {
        NanoAttempts attempts;
        try (ReflectiveModel model = ReflectiveModel.load(attempting(policy))) {
            var sampling = Sampling.ofPrompts(model, hot(settings.samples()), settings.seed(), new LessonVerifier());
            ChatTemplate template = ChatTemplate.load(policy, model.tokenizer());
            List<Problem> problems = turns(settings.seed() + 1_000_003, settings.problems(), 2, template);
            try (var store = RolloutStore.open(folder.resolve("attempts.jsonl"), sampling.identity(problems))) {
                sampling.run(problems, store, progress);
                attempts = new NanoAttempts(
                        store,
                        model.tokenizer().thinkTags(),
                        StepRules.of("reference", model.tokenizer()),
                        settings.seed());
            }
        }
        Checkpoint lower = Checkpoint.open(policy);
        try (var model = TrainableModel.grown(lower, size.layers(), (int) settings.seed(), Dtype.BFLOAT16)) {
            if (start == null) {
                shrinkFreshHead(model);
            } else {
                bringJudges(start, model);
            }
            model.freezeLayers(size.policyLayers());
            var training = new TextTraining.Settings(
                    "judging",
                    settings.judging(),
                    TOKENS_PER_BATCH,
                    new LossSettings(1, 0.5, StepLoss.BCE, 1, 0.1).withSelfWeight(1),
                    1e-3,
                    1.5e-4,
                    50,
                    new OptimizerSettings(0.9, 0.95, 0, 1),
                    100,
                    settings.seed());
            new TextTraining(model, attempts, training, folder).run();
            CheckpointFolder.writePolicy(model, Dtype.BFLOAT16, finished);
            CheckpointFolder.writeScoreHead(model, Dtype.BFLOAT16, finished);
        }
    }

    /** The layers above the policy, and the score head, as the model had them that is gone on from. */
    private void bringJudges(Checkpoint start, TrainableModel model) {
        for (String name : model.shapes(false).keySet()) {
            String[] parts = name.split("\\.", -1);
            if (parts[1].equals("layers") && Integer.parseInt(parts[2]) >= size.policyLayers()) {
                restore(name, start.tensor(name), model);
            }
        }
        SafeTensors head = SafeTensors.open(start.dir().resolve("score_module.safetensors"));
        for (String name : model.shapes(true).keySet()) {
            restore(name, head.tensor(name), model);
        }
    }

    private static void restore(String name, StoredTensor stored, TrainableModel model) {
        float[] values = stored.toFloats();
        model.restore(name, values, new float[values.length], new float[values.length]);
    }

    /** With weights made for features of deviation 1, every update overshoots on those of the residual stream. */
    private static void shrinkFreshHead(TrainableModel model) {
        FloatBuffer stored = model.bytes("0.weight", Dtype.FLOAT32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        var weights = new float[stored.remaining()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = stored.get(i) / FEATURE_DEVIATION;
        }
        model.restore("0.weight", weights, new float[weights.length], new float[weights.length]);
    }

    /** libtorch's threads for what follows. */
    public static void setThreads(int threads) {
        Decoder.setThreads(threads);
    }
}
