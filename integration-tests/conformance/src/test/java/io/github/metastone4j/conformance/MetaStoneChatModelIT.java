package io.github.metastone4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ReflectiveModel;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** What LangChain4j asks of every chat model. */
class MetaStoneChatModelIT extends AbstractChatModelIT {

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
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return ScriptedModel.chatModel(model)
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return MetaStoneChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(ChatModel ignored) {
        return MetaStoneChatResponseMetadata.class;
    }

    @Override
    protected Class<? extends TokenUsage> tokenUsageType(ChatModel ignored) {
        return MetaStoneTokenUsage.class;
    }

    /** The limit is on the answer; the usage counts the winner's thinking as well. */
    @Override
    protected void assertOutputTokenCount(TokenUsage usage, Integer maxOutputTokens) {
        assertThat(((MetaStoneTokenUsage) usage).answerTokens()).isEqualTo(maxOutputTokens);
    }

    // Since 1.20, as all methods here without @Override.
    protected boolean supportsChatAsync() {
        return true;
    }

    // A model is loaded once, under one name.
    @Override
    protected boolean supportsModelNameParameter() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormat() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormatWithSchema() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormatWithRawSchema() {
        return false;
    }

    @Override
    protected boolean supportsSingleImageInputAsBase64EncodedString() {
        return false;
    }

    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false;
    }

    @Override
    protected String catImageUrl() {
        return Pixel.url();
    }
}
