package io.github.metastone4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import io.github.metastone4j.chat.ChatException;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts tokens with the model's own tokenizer and chat template: no estimate, but what the model will read.
 *
 * <p>The count of messages is that of the prompt which {@link MetaStoneChatModel} makes of them, tools aside. The count of
 * one message is what it adds to a conversation.
 */
public final class MetaStoneTokenCountEstimator implements TokenCountEstimator {

    private static final UserMessage OPENING = UserMessage.from("-");

    private final ReflectiveModel model;

    /** Counts as a loaded model does; fails with a {@code ModelClosedException} once that model is closed. */
    public MetaStoneTokenCountEstimator(ReflectiveModel model) {
        this.model = model;
    }

    @Override
    public int estimateTokenCountInText(String text) {
        model.loop().requireOpen();
        return model.tokenizer().encode(model.template().quote(text)).length;
    }

    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        try {
            return estimateTokenCountInMessages(List.of(OPENING, message))
                    - estimateTokenCountInMessages(List.of(OPENING));
        } catch (ChatException e) { // a template that insists on another order
            return estimateTokenCountInMessages(List.of(message));
        }
    }

    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        List<ChatMessage> list = new ArrayList<>();
        messages.forEach(list::add);
        return model.prompt(list, List.of()).length;
    }
}
