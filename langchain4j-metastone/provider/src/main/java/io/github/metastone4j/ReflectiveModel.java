package io.github.metastone4j;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import io.github.metastone4j.chat.AnswerReader;
import io.github.metastone4j.chat.ChatTemplate;
import io.github.metastone4j.chat.ToolCallGuides;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.GenerationDefaults;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.generation.AnswerRule;
import io.github.metastone4j.generation.DecodeLoop;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.SamplingSettings;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.generation.TrajectoryChooser;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Engine;
import io.github.metastone4j.kernel.Placement;
import io.github.metastone4j.kernel.Processor;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.tokenizer.Tokenizer;
import io.github.metastone4j.tokenizer.TokenizerException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loaded model: weights on their device, tokenizer, chat template and the decode loop that all callers share. Thread-safe.
 *
 * <p>Chat models are views of one of these; {@link #reflect} is the same without LangChain4j around it.
 */
public final class ReflectiveModel implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReflectiveModel.class);

    // The settings of the published evaluation, where neither caller nor checkpoint says otherwise.
    private static final double TEMPERATURE = 0.6;
    private static final double TOP_P = 0.95;
    private static final double REPETITION_PENALTY = 1.05;
    private static final int MAX_NEW_TOKENS = 32_768;

    private final String name;
    private final Checkpoint checkpoint;
    private final Engine engine;
    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final DecodeLoop loop;
    private final Set<Integer> endTokens;
    private final ToolCallGuides guides;
    private final @Nullable Calibration calibration;

    /** Found at the first request that names no rule: it takes a look at every token of the vocabulary. */
    private volatile @Nullable StepRule usualSteps;

    private ReflectiveModel(
            String name,
            Checkpoint checkpoint,
            Tokenizer tokenizer,
            ChatTemplate template,
            @Nullable Calibration calibration,
            Engine engine,
            DecodeLoop loop) {
        this.name = name;
        this.checkpoint = checkpoint;
        this.tokenizer = tokenizer;
        this.template = template;
        this.calibration = calibration;
        this.engine = engine;
        this.loop = loop;
        this.endTokens = new HashSet<>(checkpoint.eosTokenIds());
        this.guides =
                new ToolCallGuides(tokenizer, endTokens, checkpoint.config().vocabSize());
    }

    /**
     * Loads a model. It takes memory until it is closed.
     *
     * @throws io.github.metastone4j.checkpoint.CheckpointException if the checkpoint is missing or damaged, or its
     *     calibration was made for other weights
     * @throws MissingScoreHeadException if it has no score head and {@code allowMissingHead} is off
     * @throws io.github.metastone4j.tokenizer.TokenizerException if its tokenizer cannot be used
     * @throws io.github.metastone4j.chat.ChatException if its chat template cannot be used
     * @throws IllegalArgumentException if a device isn't there, or cannot compute in the type asked for
     */
    public static ReflectiveModel load(ModelOptions options) {
        return open(options, checkpoint -> {
            Placement placement = Placement.parse(options.devices());
            Dtype dtype = options.dtype() == null ? dtype(checkpoint, placement) : options.dtype();
            Decoder.setThreads(options.threads() == null ? threads() : options.threads());
            return Decoder.load(checkpoint, placement, dtype);
        });
    }

    /**
     * The text side of a checkpoint (tokenizer, template, recommendations) over an engine of one's own: one that computes
     * elsewhere, or a scripted one in a test. The engine is closed with the model.
     *
     * @param options of which devices, dtype and threads don't count
     */
    public static ReflectiveModel on(Engine engine, ModelOptions options) {
        return open(options, checkpoint -> engine);
    }

    private static ReflectiveModel open(ModelOptions options, Function<Checkpoint, Engine> engines) {
        Checkpoint checkpoint = options.checkpoint();
        Path folder = checkpoint.dir();
        if (checkpoint.head() == null && !options.allowMissingHead()) {
            throw new MissingScoreHeadException(folder);
        }
        Calibration calibration = options.calibrated() ? Calibration.read(folder, checkpoint::digest) : null;
        Tokenizer tokenizer = Tokenizer.load(folder);
        try {
            requireTokensFit(tokenizer, checkpoint);
            ChatTemplate template = ChatTemplate.load(folder, tokenizer);
            long cacheBytes = options.maxCacheBytes() == null ? quarterOfMemory() : options.maxCacheBytes();
            Engine engine = engines.apply(checkpoint); // the last that may fail: it is large
            return new ReflectiveModel(
                    options.path() == null ? EmbeddedModel.NAME : String.valueOf(folder.getFileName()),
                    checkpoint,
                    tokenizer,
                    template,
                    calibration,
                    engine,
                    new DecodeLoop(engine, options.maxRows(), cacheBytes, options.maxQueuedRequests()));
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    private static void requireTokensFit(Tokenizer tokenizer, Checkpoint checkpoint) {
        if (tokenizer.size() > checkpoint.config().vocabSize()) {
            throw new TokenizerException("tokenizer.json has " + tokenizer.size()
                    + " tokens, but the model's vocabulary only "
                    + checkpoint.config().vocabSize() + "; do the two belong together?");
        }
    }

    private static Dtype dtype(Checkpoint checkpoint, Placement placement) {
        Dtype own = checkpoint.config().dtype();
        if (placement.isGpu()) {
            return own;
        }
        return own == Dtype.BFLOAT16 && Processor.computesInBfloat16() ? Dtype.BFLOAT16 : Dtype.FLOAT32;
    }

    private static int threads() {
        return threads(
                System.getenv().getOrDefault("OMP_NUM_THREADS", ""),
                Runtime.getRuntime().availableProcessors());
    }

    /** What OpenMP is told, of several numbers the first; else all cores but one for others, if there are more than two. */
    static int threads(String told, int cores) {
        String first = told.replaceFirst(",.*", "").strip();
        if (first.matches("[1-9]\\d{0,3}")) {
            return Integer.parseInt(first);
        }
        return cores > 2 ? cores - 1 : cores;
    }

    private static long quarterOfMemory() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            return system.getTotalMemorySize() / 4;
        }
        return 1L << 30;
    }

    /** Lets the model reason about one question and waits for the answer. */
    public Reflection reflect(String question, ReflectionSettings settings, ReflectionListener listener) {
        return reflect(prompt(List.of(UserMessage.from(question)), List.of()), settings, listener);
    }

    /**
     * Lets the model reason about a prompt and waits for the answer.
     *
     * @param prompt token ids, as {@link #prompt} makes them
     * @throws io.github.metastone4j.generation.PromptTooLongException if there is no room left to answer
     * @throws IllegalArgumentException if a setting is out of range
     * @throws io.github.metastone4j.generation.QueueFullException if too many requests wait already
     * @throws io.github.metastone4j.generation.DeadlineExceededException if the settings' deadline passes
     * @throws io.github.metastone4j.generation.ModelClosedException if the model is closed, or is being closed
     * @throws io.github.metastone4j.kernel.NativeException if libtorch fails, most often for want of memory
     */
    public Reflection reflect(int[] prompt, ReflectionSettings settings, ReflectionListener listener) {
        return begin(prompt, settings, ToolUse.NONE, listener, answerOf(listener))
                .await(ReflectiveModel::failure);
    }

    private static RuntimeException failure(Throwable reason) {
        return reason instanceof RuntimeException known
                ? known
                : new IllegalStateException("the request failed: " + reason, reason);
    }

    /** Hears an answer's text for a listener that has no ear for tool calls. */
    static AnswerReader.Listener answerOf(ReflectionListener listener) {
        return new AnswerReader.Listener() {
            @Override
            public void onText(String text) {
                listener.onAnswer(text);
            }
        };
    }

    /** Submits a request and returns at once; the listeners are called by whoever awaits it. */
    ReflectionRun begin(
            int[] prompt,
            ReflectionSettings asked,
            ToolUse tools,
            ReflectionListener listener,
            AnswerReader.Listener answer) {
        ReflectionSettings settings = asked.calibrated(calibration);
        var chooser = new ReflectionChooser(tokenizer, settings, tools);
        GenerationRequest request = request(prompt, settings, tools, chooser);
        ThinkTags think = request.think();
        var texts = new ReflectionTexts(
                tokenizer,
                think != null && think.leftOpenBy(prompt),
                listener,
                chooser,
                new AnswerReader(tokenizer, settings.stopSequences(), tools.format(), tools.names(), answer));
        return new ReflectionRun(loop, request, chooser, texts, listener != ReflectionListener.NONE);
    }

    private GenerationRequest request(
            int[] prompt, ReflectionSettings settings, ToolUse tools, TrajectoryChooser chooser) {
        requireSearchable(settings);
        Selector selector = requireNonNull(settings.selector());
        boolean stopsEarly = requireNonNull(settings.economy()).mayStopEarly();
        return request(
                prompt,
                settings,
                settings.seed() == null ? new SecureRandom().nextLong() : settings.seed(),
                selector.needsAnswers() || (!hasScoreHead() && selector.needsScores()) || stopsEarly,
                chooser,
                GuidedAnswer.of(tools.openings(), settings.stopSequences(), tokenizer, tools.guide(guides)),
                settings.deadline());
    }

    private void requireSearchable(ReflectionSettings settings) {
        if (settings.searching() != null && !hasScoreHead()) {
            throw new IllegalArgumentException("search is " + settings.search() + ", but " + name
                    + " has no score head to search by; leave search out");
        }
    }

    /**
     * A request for {@link #loop}, made of a prompt and settings as {@link #reflect} makes one, but without stop sequences
     * and deadline.
     *
     * @param answerAll whether every trajectory writes its answer
     * @throws IllegalArgumentException if a setting is out of range
     */
    public GenerationRequest request(
            int[] prompt, ReflectionSettings settings, long seed, boolean answerAll, TrajectoryChooser chooser) {
        return request(prompt, settings, seed, answerAll, chooser, AnswerRule.FREE, null);
    }

    private GenerationRequest request(
            int[] prompt,
            ReflectionSettings settings,
            long seed,
            boolean answerAll,
            TrajectoryChooser chooser,
            AnswerRule rule,
            @Nullable Duration deadline) {
        return new GenerationRequest(
                prompt,
                orElse(settings.trajectories(), null, ReasoningEffort.MEDIUM.trajectories()),
                sampling(settings, checkpoint.generationDefaults(), seed),
                endTokens,
                tokenizer.thinkTags(),
                stepRule(settings),
                orElse(settings.maxThinkingTokens(), null, MAX_NEW_TOKENS),
                orElse(settings.maxOutputTokens(), null, MAX_NEW_TOKENS),
                answerAll,
                chooser,
                rule,
                deadline);
    }

    /**
     * Checks settings without running anything.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it
     * @throws io.github.metastone4j.generation.ModelClosedException if the model is closed
     */
    void check(ReflectionSettings settings) {
        loop.requireOpen();
        request(new int[1], settings.calibrated(calibration), ToolUse.NONE, trajectories -> 0);
    }

    /** The loop that decodes for all callers; who submits to it directly reads tokens instead of texts. */
    public DecodeLoop loop() {
        return loop;
    }

    /**
     * How tokens are drawn: as settings say, else as a checkpoint recommends, else as published. A recommendation not to sample
     * is not followed: k greedy trajectories would be k times the same.
     */
    public static SamplingSettings sampling(ReflectionSettings settings, GenerationDefaults own, long seed) {
        return new SamplingSettings(
                orElse(settings.temperature(), own.temperature(), TEMPERATURE),
                orElse(settings.topP(), own.topP(), TOP_P),
                orElse(settings.topK(), own.topK(), 0),
                orElse(settings.repetitionPenalty(), own.repetitionPenalty(), REPETITION_PENALTY),
                seed);
    }

    private static <T> T orElse(@Nullable T first, @Nullable T second, T third) {
        return first != null ? first : second != null ? second : third;
    }

    /** Where steps end by these settings. */
    public StepRule stepRule(ReflectionSettings settings) {
        if (settings.stepRule() != null) {
            return StepRules.of(settings.stepRule(), tokenizer);
        }
        StepRule usual = usualSteps;
        if (usual == null) {
            usual = usualSteps();
            usualSteps = usual;
        }
        return usual;
    }

    private StepRule usualSteps() {
        try {
            return StepRules.of("reference", tokenizer);
        } catch (IllegalArgumentException e) {
            log.warn("{} has no token '.\\n\\n', by which steps are told apart; paragraphs are used instead", name);
            return StepRules.of("paragraph", tokenizer);
        }
    }

    /**
     * Writes a conversation as the checkpoint's own prompt, ready to be answered.
     *
     * @throws io.github.metastone4j.generation.ModelClosedException if the model is closed
     */
    public int[] prompt(List<ChatMessage> messages, List<ToolSpecification> tools) {
        loop.requireOpen();
        try {
            return tokenizer.encode(template.render(messages, tools, true, Map.of()));
        } catch (RuntimeException e) {
            loop.requireOpen(); // the tokenizer goes with the model
            throw e;
        }
    }

    /** The conversation's template. */
    ChatTemplate template() {
        return template;
    }

    /** The checkpoint folder's name, or that of the embedded model. */
    public String name() {
        return name;
    }

    /** The checkpoint it was loaded from. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Its tokenizer. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Its weights on their device.
     *
     * @throws IllegalStateException if it runs on an engine of one's own
     */
    public Decoder decoder() {
        if (engine instanceof Decoder decoder) {
            return decoder;
        }
        throw new IllegalStateException(
                name + " runs on " + engine.getClass().getName() + ", so there are no weights to look at");
    }

    /** What it was calibrated for; null if its checkpoint has no {@value Calibration#FILE}, or it was loaded without. */
    public @Nullable Calibration calibration() {
        return calibration;
    }

    /** How many trajectories begin together by these settings; more may follow where not all have to. */
    public int beginTogether(ReflectionSettings settings) {
        return settings.calibrated(calibration).spending().first();
    }

    /** Whether it can judge its own steps. */
    public boolean hasScoreHead() {
        return engine.hasHead();
    }

    /** Bytes of keys and values that running requests hold. */
    public long cacheBytes() {
        return loop.cacheBytes();
    }

    /**
     * Lets requests go on when the JVM has begun to end, until the model is closed: for a framework that closes it in a shutdown
     * hook. Without this, requests fail as soon as the JVM begins to end.
     *
     * @param grace after which they fail all the same, so that the JVM does end
     */
    public void outliveExit(Duration grace) {
        engine.outliveExit(grace);
    }

    /** Ends running requests with a clear message and frees the memory. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Takes no more requests, lets those that run or wait end, and frees the memory.
     *
     * @param grace how long they may take; those that take longer fail with a clear message
     */
    public void close(Duration grace) {
        loop.close(grace);
        engine.close();
        tokenizer.close();
    }
}
