package io.github.metastone4j.chat;

import dev.langchain4j.agent.tool.ToolSpecification;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes guides for the answers of one model. Its vocabulary is sorted for the first of them and kept for the others. Safe
 * for use by several threads.
 */
public final class ToolCallGuides {

    private final Tokenizer tokenizer;
    private final Set<Integer> endTokens;
    private final int vocabularySize;
    private @Nullable AnswerTokens tokens;

    /**
     * @param endTokens with one of which the model ends an answer
     * @param vocabularySize of the model, at least the tokenizer's: its embedding may be padded
     */
    public ToolCallGuides(Tokenizer tokenizer, Set<Integer> endTokens, int vocabularySize) {
        this.tokenizer = tokenizer;
        this.endTokens = Set.copyOf(endTokens);
        this.vocabularySize = vocabularySize;
    }

    /**
     * A guide for the answers to one request.
     *
     * @param format how the model writes calls
     * @param tools that are offered; at least one
     */
    public ToolCallGuide guide(ToolCallFormat format, List<ToolSpecification> tools) {
        return new ToolCallGuide(tokens(), format, tools, endTokens, vocabularySize);
    }

    private synchronized AnswerTokens tokens() {
        if (tokens == null) {
            tokens = AnswerTokens.of(tokenizer);
        }
        return tokens;
    }
}
