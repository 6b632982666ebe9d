package io.github.metastone4j.quarkus.openai;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

/** What becomes of one of a request's choices. */
sealed interface CompletionEvent {

    /** Which of the choices, from 0. */
    int choice();

    /** What the winner thought; told once it has won. */
    record Reasoning(int choice, String text) implements CompletionEvent {}

    /** More of the answer. */
    record Text(int choice, String text) implements CompletionEvent {}

    /** A tool call, the {@code index}th of its choice. */
    record Call(int choice, int index, ToolExecutionRequest request) implements CompletionEvent {}

    /** The choice is whole. */
    record Finished(int choice, ChatResponse response) implements CompletionEvent {}

    /** There will be none. */
    record Failed(int choice, Throwable reason) implements CompletionEvent {}
}
