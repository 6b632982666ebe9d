package io.github.metastone4j.sample;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.model.TokenCountEstimator;
import io.github.metastone4j.ReflectiveModel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was said in each conversation, as far as the context has room for it; old turns are dropped first. */
@ApplicationScoped
public class Conversations implements ChatMemoryProvider {

    /** A memory may take a third of the context. */
    private static final int SHARE = 3;

    private final TokenCountEstimator tokens;
    private final int maxTokens;
    private final Map<Object, ChatMemory> memories = new LinkedHashMap<>();

    Conversations(TokenCountEstimator tokens, ReflectiveModel model) {
        this.tokens = tokens;
        this.maxTokens = ModelFacts.of(model).contextLength() / SHARE;
    }

    @Override
    public synchronized ChatMemory get(Object conversation) {
        return memories.computeIfAbsent(conversation, id -> new TurnMemory(id, maxTokens, tokens));
    }

    /** What is remembered now. */
    synchronized List<ChatMessage> messages(String conversation) {
        ChatMemory memory = memories.get(conversation);
        return memory == null ? List.of() : List.copyOf(memory.messages());
    }

    /** Takes a conversation back to what was remembered before: a question without an answer is no turn. */
    synchronized void restore(String conversation, List<ChatMessage> messages) {
        ChatMemory memory = memories.get(conversation);
        if (memory != null) {
            memory.clear();
            messages.forEach(memory::add);
        }
    }

    synchronized void forget(String conversation) {
        memories.remove(conversation);
    }
}
