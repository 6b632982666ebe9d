package io.github.metastone4j.quarkus.runtime;

import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.Reflection.Timings;
import io.github.metastone4j.ReflectionTrajectory;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures requests: how they ended, what they cost, and how sure the choice was. */
@Singleton
public class RequestMeters implements ChatModelListener {

    private static final String MODEL = "model";

    private final MeterRegistry registry;

    @Inject
    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onResponse(ChatModelResponseContext context) {
        if (!(context.chatResponse().metadata() instanceof MetaStoneChatResponseMetadata metadata)) {
            return; // another provider's
        }
        String model = metadata.modelName();
        request(context.attributes(), context.chatRequest(), "answered");
        if (metadata.tokenUsage() instanceof MetaStoneTokenUsage usage) {
            tokens(model, "prompt", usage.inputTokenCount());
            tokens(model, "thinking", usage.thinkingTokens());
            tokens(model, "answer", usage.answerTokens());
            tokens(model, "discarded", usage.allOutputTokens() - usage.outputTokenCount());
        }
        for (ReflectionTrajectory trajectory : metadata.trajectories()) {
            String ending = trajectory.ending().name().toLowerCase(Locale.ROOT);
            registry.counter("metastone.trajectories", MODEL, model, "ending", ending)
                    .increment();
        }
        DistributionSummary.builder("metastone.selected.score")
                .description("Scores of the trajectories that won")
                .tag(MODEL, model)
                .serviceLevelObjectives(0.1, 0.25, 0.5, 0.75, 0.9)
                .register(registry)
                .record(metadata.trajectories().get(metadata.selectedIndex()).score());
        phases(model, metadata.timings());
    }

    @Override
    public void onError(ChatModelErrorContext context) {
        request(
                context.attributes(),
                context.chatRequest(),
                context.error().getClass().getSimpleName());
    }

    private void request(Map<Object, Object> attributes, ChatRequest request, String outcome) {
        Long begun = RequestLog.begun(attributes);
        if (begun != null) {
            Timer.builder("metastone.requests")
                    .description("Time from a request to its answer or its failure")
                    .tags(MODEL, request.modelName(), "effort", effort(request), "outcome", outcome)
                    .register(registry)
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }

    /** Low, medium, high, auto, or other: a label of few values. */
    private static String effort(ChatRequest request) {
        ReasoningEffort effort =
                request.parameters() instanceof MetaStoneChatRequestParameters own ? own.effort() : null;
        return effort == null ? "other" : effort.name().toLowerCase(Locale.ROOT);
    }

    private void tokens(String model, String kind, int count) {
        registry.counter("metastone.tokens", MODEL, model, "kind", kind).increment(count);
    }

    private void phases(String model, Timings timings) {
        phase(model, "queued", timings.queued());
        phase(model, "prefill", timings.prefill());
        phase(model, "first_token", timings.firstToken());
        phase(model, "thinking", timings.thinking());
        phase(model, "answering", timings.answering());
    }

    private void phase(String model, String phase, Duration time) {
        Timer.builder("metastone.phase")
                .description("Where the time of answered requests went")
                .tags(MODEL, model, "phase", phase)
                .register(registry)
                .record(time);
    }
}
