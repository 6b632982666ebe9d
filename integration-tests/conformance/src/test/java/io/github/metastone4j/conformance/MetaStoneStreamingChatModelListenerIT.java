package io.github.metastone4j.conformance;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.metastone4j.ReflectiveModel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What LangChain4j asks of every streaming chat model with listeners. */
class MetaStoneStreamingChatModelListenerIT extends AbstractStreamingChatModelListenerIT {

    private ReflectiveModel model;

    @AfterEach
    void close() {
        model.close();
    }

    @Override
    protected StreamingChatModel createModel(ChatModelListener listener) {
        model = ScriptedModel.open();
        return ScriptedModel.streamingChatModel(model)
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
    protected StreamingChatModel createFailingModel(ChatModelListener listener) {
        model = ScriptedModel.openFailing();
        return ScriptedModel.streamingChatModel(model)
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return InternalServerException.class;
    }
}
