package io.github.metastone4j.conformance;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelPublisherListenerTest;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.metastone4j.ReflectiveModel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What LangChain4j asks of every streaming chat model that has listeners and publishes its streams. */
class MetaStoneStreamingChatModelPublisherListenerIT extends AbstractStreamingChatModelPublisherListenerTest {

    private ReflectiveModel model;

    @AfterEach
    void close() {
        model.close();
    }

    /** One token is one part of a stream, or a step on the way to it. */
    @Override
    protected StreamingChatModel createModel(ChatModelListener listener, StreamScenario scenario) {
        model = scenario.fail() ? ScriptedModel.openFailing() : ScriptedModel.open(perToken(scenario));
        return ScriptedModel.streamingChatModel(model)
                .trajectories(1)
                .listeners(List.of(listener))
                .build();
    }

    private static Duration perToken(StreamScenario scenario) {
        return Duration.ofMillis(scenario.spreadOverMillis()).dividedBy(scenario.contentChunks());
    }
}
