package io.github.metastone4j.conformance;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.common.AbstractAiServiceWithToolsIT;
import io.github.metastone4j.ReflectiveModel;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** What LangChain4j asks of every chat model behind an AI service that has tools. */
class MetaStoneAiServiceWithToolsIT extends AbstractAiServiceWithToolsIT {

    private final ReflectiveModel model = ScriptedModel.open();

    @AfterAll
    void close() {
        model.close();
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(ScriptedModel.chatModel(model).build());
    }

    @Override
    protected boolean supportsRecursion() {
        return true;
    }

    @Override
    protected boolean verifyModelInteractions() {
        return true;
    }

    // Since 1.19, and so without @Override.
    protected Image catImage() {
        return Pixel.image();
    }
}
