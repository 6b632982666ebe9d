package io.github.metastone4j.quarkus.runtime;

import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ReasoningEffort;
import io.opentelemetry.api.trace.Span;
import io.quarkiverse.langchain4j.runtime.listeners.ChatModelSpanContributor;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Adds to the span of a request how many trajectories competed and which won. */
@Singleton
public class ReflectionSpans implements ChatModelSpanContributor {

    @Override
    public void onResponse(ChatModelResponseContext context, Span span) {
        if (!(context.chatResponse().metadata() instanceof MetaStoneChatResponseMetadata metadata)) {
            return; // another provider's
        }
        ReasoningEffort effort = metadata.effort();
        if (effort != null) {
            span.setAttribute("metastone.effort", effort.name().toLowerCase(Locale.ROOT));
        }
        span.setAttribute("metastone.trajectories", metadata.trajectories().size());
        span.setAttribute("metastone.selected.index", metadata.selectedIndex());
        span.setAttribute(
                "metastone.selected.score",
                metadata.trajectories().get(metadata.selectedIndex()).score());
        span.setAttribute("metastone.selector", metadata.selector().name().toLowerCase(Locale.ROOT));
        span.setAttribute("metastone.seed", metadata.reflection().seed());
        span.setAttribute("metastone.queued", metadata.timings().queued().toNanos() / 1e9);
        if (metadata.tokenUsage() instanceof MetaStoneTokenUsage usage) {
            span.setAttribute("metastone.tokens.all", usage.allOutputTokens());
        }
    }
}
