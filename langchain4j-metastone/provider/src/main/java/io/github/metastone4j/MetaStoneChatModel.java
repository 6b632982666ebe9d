package io.github.metastone4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.spi.ServiceHelper;
import io.github.metastone4j.spi.MetaStoneChatModelBuilderFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A LangChain4j chat model that reasons in the application's own process: k trajectories think about the question, a head
 * on the model's own hidden states scores every step, and the best of them answers.
 *
 * <pre>{@code
 * try (var model = MetaStoneChatModel.builder().effort(ReasoningEffort.HIGH).build()) {
 *     String answer = model.chat("A farm packs 12 boxes of 8 apples and gives 15 apples away. How many are left?");
 * }
 * }</pre>
 *
 * <p>Thread-safe; calls of several threads decode in one batch.
 *
 * <p>Failures are LangChain4j's: {@code InvalidRequestException} (a prompt too long, a setting out of range),
 * {@code UnsupportedFeatureException}, {@code RateLimitException} (too many requests wait), {@code TimeoutException} (the
 * deadline), {@code InternalServerException} (native code, memory), {@code NonRetriableException} (the model is closed).
 */
public final class MetaStoneChatModel implements ChatModel, AutoCloseable {

    private final ChatExchange exchange;
    private final List<ChatModelListener> listeners;

    private MetaStoneChatModel(Builder builder) {
        this.exchange = new ChatExchange(builder);
        this.listeners = builder.listeners;
    }

    /** Settings of a new chat model; those of a {@link MetaStoneChatModelBuilderFactory}, if there is one. */
    public static Builder builder() {
        for (MetaStoneChatModelBuilderFactory factory :
                ServiceHelper.loadFactories(MetaStoneChatModelBuilderFactory.class)) {
            return factory.get();
        }
        return new Builder();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        ChatExchange.Prepared prepared = exchange.prepare(request);
        ReflectionListener listener = prepared.listener();
        ReflectionRun run = exchange.begin(prepared, listener, ReflectiveModel.answerOf(listener));
        return exchange.response(run.await(exchange.failed(prepared)), prepared);
    }

    /**
     * The same without a thread that waits, unless a {@link ReflectionListener} wants to be called on one. LangChain4j 1.20
     * and newer call it for {@code chatAsync}. Cancelling the future cancels the request.
     *
     * @return fails with what {@link #doChat} would throw
     */
    public CompletableFuture<ChatResponse> doChatAsync(ChatRequest request) {
        CompletableFuture<ChatResponse> response = new CompletableFuture<>();
        try {
            ChatExchange.Prepared prepared = exchange.prepare(request);
            ReflectionListener listener = prepared.listener();
            ReflectionRun run = exchange.begin(prepared, listener, ReflectiveModel.answerOf(listener));
            var unused = run.future(exchange.failed(prepared))
                    .thenAccept(reflection -> response.complete(exchange.response(reflection, prepared)))
                    .exceptionally(failure -> {
                        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
                        response.completeExceptionally(wrapped ? failure.getCause() : failure);
                        return null;
                    });
            var unusedToo = response.whenComplete((any, failure) -> {
                if (response.isCancelled()) {
                    run.cancel();
                }
            });
        } catch (RuntimeException e) {
            response.completeExceptionally(e);
        }
        return response;
    }

    @Override
    public MetaStoneChatRequestParameters defaultRequestParameters() {
        return exchange.defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    /** The loaded model, which other chat models can share. */
    public ReflectiveModel model() {
        return exchange.model();
    }

    /** Closes the model if this chat model loaded it. */
    @Override
    public void close() {
        exchange.close();
    }

    /** Settings of a chat model. */
    public static class Builder extends MetaStoneBuilder<Builder> {

        /** Public for those who extend it; others call {@link MetaStoneChatModel#builder()}. */
        public Builder() {}

        /**
         * Loads the model, unless one was given, and makes the chat model.
         *
         * @throws dev.langchain4j.exception.ModelNotFoundException if there is no such checkpoint
         * @throws dev.langchain4j.exception.UnsupportedFeatureException if a default parameter can't be had
         * @throws IllegalArgumentException if a setting is out of range
         */
        public MetaStoneChatModel build() {
            return new MetaStoneChatModel(this);
        }
    }
}
