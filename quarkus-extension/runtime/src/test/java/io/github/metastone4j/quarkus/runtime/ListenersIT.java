package io.github.metastone4j.quarkus.runtime;

import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.ReflectiveModel;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quarkiverse.langchain4j.cost.CostEstimatorService;
import io.quarkiverse.langchain4j.runtime.listeners.ChatModelSpanContributor;
import io.quarkiverse.langchain4j.runtime.listeners.MetricsChatModelListener;
import io.quarkiverse.langchain4j.runtime.listeners.SpanChatModelListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners that others wrote, on a real registry of meters and a real tracer. */
class ListenersIT {

    private static final String MODEL = "metastone-nano";
    private static final UserMessage QUESTION = UserMessage.from("What is 12 * 8 - 15?");

    private static ReflectiveModel loaded;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider tracing = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();

    @BeforeAll
    static void load() {
        loaded = ReflectiveModel.load(ModelOptions.embedded());
    }

    @AfterAll
    static void unload() {
        loaded.close();
    }

    @BeforeEach
    void register() {
        Metrics.globalRegistry.clear(); // of other tests' meters
        Metrics.addRegistry(meters);
    }

    @AfterEach
    void unregister() {
        Metrics.removeRegistry(meters);
        meters.close();
        tracing.close();
    }

    private List<ChatModelListener> listeners() {
        var costs = new CostEstimatorService(List.of());
        // What only these models know, in a span, as an application would add it.
        ChatModelSpanContributor reflection = new ChatModelSpanContributor() {
            @Override
            public void onResponse(ChatModelResponseContext context, Span span) {
                var metadata =
                        (MetaStoneChatResponseMetadata) context.chatResponse().metadata();
                span.setAttribute("metastone.effort", String.valueOf(metadata.effort()));
                span.setAttribute("metastone.selected", metadata.selectedIndex());
                span.setAttribute(
                        "metastone.score",
                        metadata.trajectories().get(metadata.selectedIndex()).score());
            }
        };
        return List.of(
                new MetricsChatModelListener(costs),
                new SpanChatModelListener(tracing.get("test"), costs, List.of(reflection)));
    }

    private MetaStoneChatModel chat(List<ChatModelListener> listeners) {
        return MetaStoneChatModel.builder()
                .model(loaded)
                .effort(ReasoningEffort.LOW)
                .temperature(0.7)
                .seed(1L)
                .listeners(listeners)
                .build();
    }

    private double counted(String type) {
        return meters.get("gen_ai.client.token.usage")
                .tag("gen_ai.token.type", type)
                .tag("gen_ai.request.model", MODEL)
                .tag("gen_ai.response.model", MODEL)
                .counter()
                .count();
    }

    @Test
    void metersAndSpansTellTheModelItsTokensAndItsTime() {
        ChatResponse response = chat(listeners()).chat(QUESTION);

        var usage = (MetaStoneTokenUsage) response.tokenUsage();
        assertThat(counted("input")).isEqualTo((double) usage.inputTokenCount());
        assertThat(counted("output")).isEqualTo((double) usage.outputTokenCount());
        assertThat(meters.get("gen_ai.client.operation.duration").timer().count())
                .isEqualTo(1);
        assertSpan(response);
    }

    private void assertSpan(ChatResponse response) {
        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        assertThat(span.getName()).isEqualTo("completion " + MODEL);
        assertThat(span.getAttributes().get(stringKey("gen_ai.request.model"))).isEqualTo(MODEL);
        assertThat(span.getAttributes().get(doubleKey("gen_ai.request.temperature")))
                .isEqualTo(0.7);
        assertThat(span.getAttributes().get(stringKey("gen_ai.response.id"))).isEqualTo(response.id());
        assertThat(span.getAttributes().get(stringKey("gen_ai.response.finish_reasons")))
                .isEqualTo("STOP");
        assertThat(span.getAttributes().get(longKey("gen_ai.usage.completion_tokens")))
                .isEqualTo(response.tokenUsage().outputTokenCount().longValue());
        assertThat(span.getAttributes().get(stringKey("metastone.effort"))).isEqualTo("LOW");
        assertThat(span.getAttributes().get(doubleKey("metastone.score"))).isBetween(0.0, 1.0);
    }

    @Test
    void aStreamIsMeasuredAsWell() throws Exception {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        try (var stream = MetaStoneStreamingChatModel.builder()
                .model(loaded)
                .effort(ReasoningEffort.LOW)
                .temperature(0.7)
                .listeners(listeners())
                .build()) {
            stream.chat(List.of(QUESTION), new StreamingChatResponseHandler() {
                @Override
                public void onPartialResponse(String part) {}

                @Override
                public void onCompleteResponse(ChatResponse response) {
                    end.complete(response);
                }

                @Override
                public void onError(Throwable error) {
                    end.completeExceptionally(error);
                }
            });
            ChatResponse response = end.get(1, TimeUnit.MINUTES);
            assertThat(counted("output"))
                    .isEqualTo((double) response.tokenUsage().outputTokenCount());
            assertSpan(response);
        }
    }

    @Test
    void failuresAreCountedAndTracedAndListenersSeeThemAsExceptions() {
        List<Throwable> seen = new ArrayList<>();
        List<ChatModelListener> all = new ArrayList<>(listeners());
        all.add(new ChatModelListener() {
            @Override
            public void onError(ChatModelErrorContext context) {
                assertThat(context.modelProvider()).isEqualTo(ModelProvider.OTHER);
                assertThat(context.chatRequest().parameters().modelName()).isEqualTo(MODEL);
                seen.add(context.error());
            }
        });
        assertThatThrownBy(() -> chat(all).chat("1 + 1 ".repeat(2000))).isInstanceOf(InvalidRequestException.class);

        assertThat(seen).singleElement().isInstanceOf(InvalidRequestException.class);
        assertThat(meters.get("gen_ai.client.operation.duration")
                        .tagKeys("error.type")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(spans.getFinishedSpanItems().get(0).getEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getName()).isEqualTo("exception"));
    }
}
