package io.github.metastone4j.nano.recipe;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;

/**
 * One turn of a conversation: what the model is shown, and what it should write.
 *
 * @param messages of the conversation so far, the last of which waits for the model
 * @param tools that are offered; may be empty
 * @param thinking what it should think, up to the closing tag
 * @param reply what it should write then: a sentence, or a tool call
 * @param outcome by which an attempt at the same turn is judged, see {@link LessonVerifier}
 */
record Lesson(
        List<ChatMessage> messages, List<ToolSpecification> tools, String thinking, String reply, String outcome) {

    Lesson {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /** A question without tools. */
    static Lesson of(String question, String thinking, String reply, String outcome) {
        return new Lesson(List.of(UserMessage.from(question)), List.of(), thinking, reply, outcome);
    }

    /** What is to be learnt: everything behind the opened {@code <think>}. */
    String completion() {
        return thinking + "</think>\n\n" + reply + "<|im_end|>";
    }

    /** A call as the model writes it and as the chat template shows it in later turns. */
    static String written(ToolExecutionRequest call) {
        return "<tool_call>\n{\"name\": \"" + call.name() + "\", \"arguments\": " + call.arguments()
                + "}\n</tool_call>";
    }
}
