package io.github.metastone4j.conformance;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.StreamingMode;
import java.util.List;

/** The same of the streams that are published, which LangChain4j has from 1.20 on. */
class MetaStoneStreamingChatModelPublisherIT extends MetaStoneStreamingChatModelIT {

    @Override
    protected List<StreamingChatModel> models() {
        return super.models().stream()
                .<StreamingChatModel>map(model -> new StreamingModeAwareModel(model, StreamingMode.PUBLISHER))
                .toList();
    }

    @Override
    protected List<StreamingMode> streamingModes() {
        return List.of(StreamingMode.PUBLISHER);
    }
}
