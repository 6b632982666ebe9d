package io.github.metastone4j;

import dev.langchain4j.model.output.TokenUsage;
import java.util.Objects;

/**
 * What an answer cost. Input and output are the prompt's and the winner's, as with any other model; what all trajectories
 * wrote together stands beside them.
 */
public final class MetaStoneTokenUsage extends TokenUsage {

    private final int thinkingTokens;
    private final int allOutputTokens;

    /**
     * Counts of one or more requests.
     *
     * @param thinkingTokens of the winner, part of {@code outputTokens}
     * @param allOutputTokens of all trajectories, the winner among them
     */
    public MetaStoneTokenUsage(int inputTokens, int outputTokens, int thinkingTokens, int allOutputTokens) {
        super(inputTokens, outputTokens);
        this.thinkingTokens = thinkingTokens;
        this.allOutputTokens = allOutputTokens;
    }

    /** Tokens of the winner's thinking. */
    public int thinkingTokens() {
        return thinkingTokens;
    }

    /** Tokens of the winner's answer, its end token included. */
    public int answerTokens() {
        return outputTokenCount() - thinkingTokens;
    }

    /** Tokens that all trajectories wrote. */
    public int allOutputTokens() {
        return allOutputTokens;
    }

    /** The sum, component by component; of a foreign usage, its output counts as all there was. */
    @Override
    public TokenUsage add(TokenUsage that) {
        if (that instanceof MetaStoneTokenUsage other) {
            return new MetaStoneTokenUsage(
                    inputTokenCount() + that.inputTokenCount(),
                    outputTokenCount() + that.outputTokenCount(),
                    thinkingTokens + other.thinkingTokens,
                    allOutputTokens + other.allOutputTokens);
        }
        int input = that == null || that.inputTokenCount() == null ? 0 : that.inputTokenCount();
        int output = that == null || that.outputTokenCount() == null ? 0 : that.outputTokenCount();
        return new MetaStoneTokenUsage(
                inputTokenCount() + input, outputTokenCount() + output, thinkingTokens, allOutputTokens + output);
    }

    @Override
    public boolean equals(Object that) {
        return super.equals(that)
                && that instanceof MetaStoneTokenUsage other
                && thinkingTokens == other.thinkingTokens
                && allOutputTokens == other.allOutputTokens;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), thinkingTokens, allOutputTokens);
    }

    @Override
    public String toString() {
        return "MetaStoneTokenUsage{input=" + inputTokenCount() + ", output=" + outputTokenCount() + ", thinking="
                + thinkingTokens + ", allOutput=" + allOutputTokens + "}";
    }
}
