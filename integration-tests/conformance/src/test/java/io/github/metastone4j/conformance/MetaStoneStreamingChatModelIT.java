package io.github.metastone4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.atLeastOnce;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ReflectiveModel;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.mockito.InOrder;

/** What LangChain4j asks of every streaming chat model. Once it waits for 30 s, and so it is the first. */
@Order(1)
class MetaStoneStreamingChatModelIT extends AbstractStreamingChatModelIT {

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
    public StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return ScriptedModel.streamingChatModel(model)
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return ScriptedModel.streamingChatModel(model)
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return MetaStoneChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(StreamingChatModel ignored) {
        return MetaStoneChatResponseMetadata.class;
    }

    @Override
    protected Class<? extends TokenUsage> tokenUsageType(StreamingChatModel ignored) {
        return MetaStoneTokenUsage.class;
    }

    /** The limit is on the answer; the usage counts the winner's thinking as well. */
    @Override
    protected void assertOutputTokenCount(TokenUsage usage, Integer maxOutputTokens) {
        assertThat(((MetaStoneTokenUsage) usage).answerTokens()).isEqualTo(maxOutputTokens);
    }

    // In 1.11 these two are left to the provider. Those of 1.20 ask no less and no more.
    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder order, String id) {
        verifyToolCall(handler, order, 0, id, "getWeather", "{\"city\": \"Munich\"}");
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder order, String id1, String id2) {
        verifyToolCall(handler, order, 0, id1, "getWeather", "{\"city\": \"Munich\"}");
        verifyToolCall(handler, order, 1, id2, "getTime", "{\"country\": \"France\"}");
    }

    private static void verifyToolCall(
            StreamingChatResponseHandler handler, InOrder order, int index, String id, String name, String arguments) {
        order.verify(handler, atLeastOnce())
                .onPartialToolCall(
                        argThat(call -> call.index() == index
                                && call.id().equals(id)
                                && call.name().equals(name)
                                && !call.partialArguments().isBlank()),
                        any());
        order.verify(handler).onCompleteToolCall(complete(index, id, name, arguments));
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
