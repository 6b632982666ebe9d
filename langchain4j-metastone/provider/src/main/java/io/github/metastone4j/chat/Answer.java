package io.github.metastone4j.chat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.util.List;

/**
 * What a model answered.
 *
 * @param text without whitespace at its ends; empty if there is none
 * @param toolCalls in the order in which they were written
 */
public record Answer(String text, List<ToolExecutionRequest> toolCalls) {

    public Answer {
        toolCalls = List.copyOf(toolCalls);
    }
}
