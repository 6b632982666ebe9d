package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.MetaStoneBuilder;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.kernel.Placement;
import io.quarkiverse.langchain4j.runtime.NamedConfigUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One model's configuration, checked key by key. */
final class ModelSettings {

    private final String prefix;
    private final ModelConfig config;
    private final ChatModelConfig chat;

    /**
     * Checks everything that can be checked without the weights.
     *
     * @throws ConfigurationException that names key, value and what is allowed
     */
    ModelSettings(String name, ModelConfig config) {
        this.prefix = MetaStoneConfig.PREFIX + (NamedConfigUtil.isDefault(name) ? "." : "." + name + ".");
        this.config = config;
        this.chat = config.chatModel();
        checkNumbers();
        checkPath();
    }

    private void checkNumbers() {
        atLeastOne("threads", config.threads());
        atLeastOne("max-rows", OptionalInt.of(config.maxRows()));
        atLeastOne("max-queued-requests", OptionalInt.of(config.maxQueuedRequests()));
        config.maxCacheBytes()
                .map(MemorySize::asLongValue)
                .ifPresent(bytes -> require(bytes >= 1, "max-cache-bytes", bytes, "at least 1"));
        require(!config.closeGrace().isNegative(), "close-grace", config.closeGrace(), "zero or more");
        chat.trajectories()
                .ifPresent(k -> require(
                        k >= 1
                                && k <= GenerationRequest.MAX_TRAJECTORIES
                                && chat.effort().isEmpty(),
                        "chat-model.trajectories",
                        k,
                        "between 1 and " + GenerationRequest.MAX_TRAJECTORIES + ", and effort not set"));
        between("chat-model.confidence", chat.confidence(), 0.5, 1, "between 0.5 and 1");
        between("chat-model.pruning", chat.pruning(), 0, Math.nextDown(0.5), "at least 0 and less than 0.5");
        chat.searchExpansion()
                .ifPresent(ways -> require(
                        ways >= 2
                                && ways <= GenerationRequest.MAX_TRAJECTORIES
                                && chat.search().isPresent(),
                        "chat-model.search-expansion",
                        ways,
                        "between 2 and " + GenerationRequest.MAX_TRAJECTORIES + ", and search set"));
        chat.tokenBudget().ifPresent(tokens -> require(tokens >= 1, "chat-model.token-budget", tokens, "at least 1"));
        chat.timeBudget()
                .ifPresent(time ->
                        require(time.compareTo(Duration.ZERO) > 0, "chat-model.time-budget", time, "more than zero"));
        between("chat-model.temperature", chat.temperature(), 0, 100, "between 0 (greedy) and 100");
        between("chat-model.top-p", chat.topP(), Double.MIN_VALUE, 1, "more than 0 and at most 1");
        between(
                "chat-model.repetition-penalty",
                chat.repetitionPenalty(),
                Double.MIN_VALUE,
                100,
                "more than 0 and at most 100");
        chat.topK().ifPresent(k -> require(k >= 0, "chat-model.top-k", k, "0 (no limit) or more"));
        atLeastOne("chat-model.max-thinking-tokens", chat.maxThinkingTokens());
        atLeastOne("chat-model.max-output-tokens", chat.maxOutputTokens());
        chat.deadline()
                .ifPresent(time -> require(
                        time.compareTo(Duration.ZERO) > 0 && time.toDays() <= 365,
                        "chat-model.deadline",
                        time,
                        "more than zero and at most 365 days"));
    }

    private void checkPath() {
        config.modelPath()
                .ifPresent(path -> require(
                        Files.isRegularFile(Path.of(path).resolve("config.json")),
                        "model-path",
                        path,
                        "a Hugging Face folder, with config.json in it"));
    }

    private void atLeastOne(String key, OptionalInt value) {
        value.ifPresent(number -> require(number >= 1, key, number, "at least 1"));
    }

    private void between(String key, OptionalDouble value, double low, double high, String allowed) {
        value.ifPresent(number -> require(number >= low && number <= high, key, number, allowed));
    }

    private void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw refused(key, value, "it must be " + allowed, null);
        }
    }

    ConfigurationException refused(String key, Object value, @Nullable String why, @Nullable Throwable cause) {
        return new ConfigurationException(prefix + key + " is " + value + "; " + why, cause, Set.of(prefix + key));
    }

    boolean isEnabled() {
        return config.enableIntegration();
    }

    boolean isLazy() {
        return config.lazy();
    }

    Duration closeGrace() {
        return config.closeGrace();
    }

    Optional<String> stepRule() {
        return chat.stepRule();
    }

    /** How to load it, with the devices there are. */
    ModelOptions options() {
        return new ModelOptions(
                config.modelPath()
                        .map(path -> Path.of(path).toAbsolutePath().normalize())
                        .orElse(null),
                placement().devices(),
                config.dtype().orElse(null),
                config.threads().isPresent() ? config.threads().getAsInt() : null,
                config.allowMissingHead(),
                true,
                config.maxRows(),
                config.maxCacheBytes().map(MemorySize::asLongValue).orElse(null),
                config.maxQueuedRequests());
    }

    private Placement placement() {
        try {
            return Placement.parse(config.device());
        } catch (IllegalArgumentException e) {
            throw refused("device", String.join(",", config.device()), e.getMessage(), e);
        }
    }

    /** Gives a chat model's builder all that is configured for it. */
    void configure(MetaStoneBuilder<?> builder) {
        chat.effort().ifPresent(builder::effort);
        chat.trajectories().ifPresent(builder::trajectories);
        chat.confidence().ifPresent(builder::confidence);
        chat.pruning().ifPresent(builder::pruning);
        chat.search()
                .ifPresent(kind -> builder.search(kind.of(
                        chat.searchExpansion().isPresent()
                                ? chat.searchExpansion().getAsInt()
                                : null)));
        chat.tokenBudget().ifPresent(builder::tokenBudget);
        chat.timeBudget().ifPresent(builder::timeBudget);
        chat.temperature().ifPresent(builder::temperature);
        chat.topP().ifPresent(builder::topP);
        chat.topK().ifPresent(builder::topK);
        chat.repetitionPenalty().ifPresent(builder::repetitionPenalty);
        chat.maxThinkingTokens().ifPresent(builder::maxThinkingTokens);
        chat.maxOutputTokens().ifPresent(builder::maxOutputTokens);
        chat.stopSequences().ifPresent(builder::stopSequences);
        chat.seed().ifPresent(builder::seed);
        chat.stepRule().ifPresent(builder::stepRule);
        chat.aggregator().ifPresent(builder::aggregator);
        chat.selector().ifPresent(builder::selector);
        builder.returnThinking(chat.returnThinking());
        builder.returnTrajectories(chat.returnTrajectories());
        chat.deadline().ifPresent(builder::deadline);
        builder.logRequests(chat.logRequests().orElse(false));
        builder.logResponses(chat.logResponses().orElse(false));
    }
}
