package io.github.metastone4j.cli;

import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.generation.SamplingSettings;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How trajectories are drawn, cut into steps and scored. What is left out is as the checkpoint recommends. */
public final class SamplingArguments {

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "0 is greedy. Default: as the checkpoint recommends, else 0.6")
    private @Nullable Double temperature;

    @Option(names = "--top-p", paramLabel = "P", description = "Default: as recommended, else 0.95")
    private @Nullable Double topP;

    @Option(names = "--top-k", paramLabel = "N", description = "0 is no limit. Default: as recommended, else 0")
    private @Nullable Integer topK;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            description = "1 is none. Default: as recommended, else 1.05")
    private @Nullable Double repetitionPenalty;

    @Option(names = "--max-thinking-tokens", paramLabel = "N", description = "Of one trajectory. Default: 32768")
    private @Nullable Integer maxThinkingTokens;

    @Option(names = "--max-output-tokens", paramLabel = "N", description = "Of the answer. Default: 32768")
    private @Nullable Integer maxOutputTokens;

    @Option(
            names = "--step-rule",
            paramLabel = "RULE",
            description = "Where steps end: reference, paper, chinese, paragraph, regex:PATTERN or window:N."
                    + " Default: reference")
    private @Nullable String stepRule;

    @Option(
            names = "--aggregator",
            paramLabel = "NAME",
            description = "One score of many: geometric-mean, mean, product, min or last. Default: geometric-mean")
    private String aggregator = Aggregator.GEOMETRIC_MEAN.toString();

    /**
     * The settings, all but k and seed.
     *
     * @throws IllegalArgumentException if one is out of range: now, rather than after a model was loaded
     */
    public ReflectionSettings settings(@Nullable Selector selector) {
        requireInRange();
        return ReflectionSettings.standard()
                .withSampling(temperature, topP, topK, repetitionPenalty)
                .withLimits(
                        atLeastOne("--max-thinking-tokens", maxThinkingTokens),
                        atLeastOne("--max-output-tokens", maxOutputTokens))
                .withStepRule(stepRule)
                .withSelection(aggregator(), selector);
    }

    /** Whether anything was said about how tokens are drawn, how many, or where steps end. */
    public boolean isGiven() {
        return Stream.of(temperature, topP, topK, repetitionPenalty, maxThinkingTokens, maxOutputTokens, stepRule)
                .anyMatch(Objects::nonNull);
    }

    /** What is left out is as published, whatever the checkpoint recommends. */
    public void preferPublished() {
        temperature = temperature == null ? Double.valueOf(0.6) : temperature;
        topP = topP == null ? Double.valueOf(0.95) : topP;
        topK = topK == null ? Integer.valueOf(0) : topK;
        repetitionPenalty = repetitionPenalty == null ? Double.valueOf(1.05) : repetitionPenalty;
    }

    /** What makes a trajectory's score of its steps'. */
    public Aggregator aggregator() {
        return Aggregator.parse(aggregator);
    }

    private void requireInRange() {
        var unused = new SamplingSettings(
                temperature == null ? 1 : temperature,
                topP == null ? 1 : topP,
                topK == null ? 0 : topK,
                repetitionPenalty == null ? 1 : repetitionPenalty,
                0);
    }

    public static @Nullable Integer atLeastOne(String option, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be at least 1");
        }
        return value;
    }
}
