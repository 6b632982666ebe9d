package io.github.metastone4j.quarkus.runtime;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.ModelDisabledException;
import dev.langchain4j.model.TokenCountEstimator;

/** Stands where the integration is switched off. */
final class DisabledTokenCountEstimator implements TokenCountEstimator {

    @Override
    public int estimateTokenCountInText(String text) {
        throw new ModelDisabledException("TokenCountEstimator is disabled");
    }

    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        throw new ModelDisabledException("TokenCountEstimator is disabled");
    }

    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        throw new ModelDisabledException("TokenCountEstimator is disabled");
    }
}
