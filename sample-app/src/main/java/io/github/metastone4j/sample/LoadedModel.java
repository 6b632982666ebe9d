package io.github.metastone4j.sample;

import dev.langchain4j.model.chat.StreamingChatModel;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.ReflectiveModel;
import io.quarkus.arc.ClientProxy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What lies behind the chat models that the extension makes, for those who count tokens or look at its load. */
final class LoadedModel {

    @Produces
    @Singleton
    ReflectiveModel model(StreamingChatModel chat) {
        return ((MetaStoneStreamingChatModel) ClientProxy.unwrap(chat)).model();
    }

    @Produces
    @Singleton
    ModelFacts facts(ReflectiveModel model) {
        return ModelFacts.of(model);
    }
}
