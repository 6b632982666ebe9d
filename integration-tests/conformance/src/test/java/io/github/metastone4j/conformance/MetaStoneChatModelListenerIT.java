package io.github.metastone4j.conformance;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.metastone4j.ReflectiveModel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What LangChain4j asks of every chat model with listeners. */
class MetaStoneChatModelListenerIT extends AbstractChatModelListenerIT {

    private ReflectiveModel model;

    @AfterEach
    void close() {
        model.close();
    }

    @Override
    protected ChatModel createModel(ChatModelListener listener) {
        model = ScriptedModel.open();
        return ScriptedModel.chatModel(model)
                .temperature(temperature())
                .topP(topP())
                .maxOutputTokens(maxTokens())
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected String modelName() {
        return model.name();
    }

    @Override
    protected ChatModel createFailingModel(ChatModelListener listener) {
        model = ScriptedModel.openFailing();
        return ScriptedModel.chatModel(model).listeners(List.of(listener)).build();
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return InternalServerException.class;
    }
}
