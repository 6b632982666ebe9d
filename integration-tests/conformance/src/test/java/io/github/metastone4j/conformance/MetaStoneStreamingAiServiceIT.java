package io.github.metastone4j.conformance;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.common.AbstractStreamingAiServiceIT;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ReflectiveModel;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** What LangChain4j asks of every streaming chat model behind an AI service. */
class MetaStoneStreamingAiServiceIT extends AbstractStreamingAiServiceIT {

    private final ReflectiveModel model = ScriptedModel.open();

    @AfterAll
    void close() {
        model.close();
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(ScriptedModel.streamingChatModel(model).build());
    }

    @Override
    protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(StreamingChatModel ignored) {
        return MetaStoneChatResponseMetadata.class;
    }

    @Override
    protected Class<? extends TokenUsage> tokenUsageType(StreamingChatModel ignored) {
        return MetaStoneTokenUsage.class;
    }
}
