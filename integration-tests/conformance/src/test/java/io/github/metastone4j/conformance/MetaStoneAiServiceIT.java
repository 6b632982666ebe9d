package io.github.metastone4j.conformance;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.common.AbstractAiServiceIT;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ReflectiveModel;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** What LangChain4j asks of every chat model behind an AI service. */
class MetaStoneAiServiceIT extends AbstractAiServiceIT {

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
    protected Class<? extends TokenUsage> tokenUsageType(ChatModel ignored) {
        return MetaStoneTokenUsage.class;
    }

    @Override
    protected boolean supportsJsonResponseFormatWithSchema() {
        return false;
    }
}
