package io.github.metastone4j.sample;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.model.TokenCountEstimator;
import java.util.ArrayList;
import java.util.List;

/**
 * Remembers whole turns: a question with its tool calls, their results and the answer. The last turn stays, however long it
 * is, since a model that reads a tool's result must know what was asked; earlier ones stay as far as there is room.
 */
final class TurnMemory implements ChatMemory {

    private final Object id;
    private final int maxTokens;
    private final TokenCountEstimator tokens;
    private final List<ChatMessage> messages = new ArrayList<>();

    TurnMemory(Object id, int maxTokens, TokenCountEstimator tokens) {
        this.id = id;
        this.maxTokens = maxTokens;
        this.tokens = tokens;
    }

    @Override
    public Object id() {
        return id;
    }

    @Override
    public synchronized void add(ChatMessage message) {
        messages.add(message);
        int secondTurn = secondTurn();
        while (secondTurn > 0 && tokens.estimateTokenCountInMessages(messages) > maxTokens) {
            messages.subList(0, secondTurn).clear();
            secondTurn = secondTurn();
        }
    }

    /** Where the second turn begins; 0 if there is none. */
    private int secondTurn() {
        for (int i = 1; i < messages.size(); i++) {
            if (messages.get(i) instanceof UserMessage) {
                return i;
            }
        }
        return 0;
    }

    @Override
    public synchronized List<ChatMessage> messages() {
        return List.copyOf(messages);
    }

    @Override
    public synchronized void clear() {
        messages.clear();
    }
}
