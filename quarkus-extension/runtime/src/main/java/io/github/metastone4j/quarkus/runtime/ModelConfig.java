package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.checkpoint.Dtype;
import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One model: where it comes from, where it runs, and how its chat models ask it. */
@ConfigGroup
public interface ModelConfig {

    /** Whether requests are answered. If not, nothing is loaded and every request fails with a clear message. */
    @WithDefault("true")
    boolean enableIntegration();

    /** The checkpoint: a Hugging Face folder with a score head. */
    @ConfigDocDefault("the embedded model of langchain4j-metastone-nano")
    Optional<String> modelPath();

    /**
     * Where it runs: {@code auto} (the first GPU, else the CPU), {@code cpu}, {@code cuda:N}, or several GPUs with commas
     * between them, over which the layers are split in that order. A GPU named twice takes twice as many layers.
     */
    @WithDefault("auto")
    List<String> device();

    /** The type to compute in: {@code float32}, {@code float16} or {@code bfloat16}. */
    @ConfigDocDefault("the checkpoint's own where the device computes in it, else float32")
    Optional<Dtype> dtype();

    /** libtorch's threads, at least 1; they are the whole process's. */
    @ConfigDocDefault("all cores but one, if there are more than two")
    OptionalInt threads();

    /** Trajectories that decode at once, of all requests, at least 1; more wait their turn. */
    @WithDefault("64")
    int maxRows();

    /** Memory for keys and values of running trajectories; more wait. */
    @ConfigDocDefault("a quarter of the memory")
    Optional<MemorySize> maxCacheBytes();

    /** Requests that may wait for their turn, at least 1; a further one fails. */
    @WithDefault("256")
    int maxQueuedRequests();

    /** Whether a checkpoint without score head is loaded all the same. */
    @WithDefault("false")
    boolean allowMissingHead();

    /** Whether the weights are loaded by the first request instead of at the start. */
    @WithDefault("false")
    boolean lazy();

    /** How long requests under way may take to end when the application stops. */
    @WithDefault("10s")
    Duration closeGrace();

    /** How its chat models ask it. */
    ChatModelConfig chatModel();
}
