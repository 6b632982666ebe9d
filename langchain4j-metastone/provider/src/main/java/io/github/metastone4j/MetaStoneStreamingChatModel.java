package io.github.metastone4j;

import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.spi.ServiceHelper;
import io.github.metastone4j.spi.MetaStoneStreamingChatModelBuilderFactory;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@link MetaStoneChatModel}, token by token. While trajectories think, a {@link ReflectionListener} hears them all, and so
 * does the handler's raw-event callback where LangChain4j has it, as {@link ReflectionEvent}s. Then the handler hears the
 * winner: its thinking, if {@code returnThinking} is on, and its answer or its tool calls as they are decoded.
 *
 * <p>All callbacks of a request come on one thread of this model's. Decoding doesn't wait for them. A callback's exception
 * goes to {@code onError}, and the stream goes on. After {@code StreamingHandle.cancel()} nothing more is told, and all
 * trajectories end within a decode step; {@link ReflectionListener#onBegin} has that handle before the first token.
 *
 * <p>What a request may not ask for is refused by an exception from {@code chat} itself. All other failures are those of
 * {@link MetaStoneChatModel}, and go to {@code onError}.
 */
public final class MetaStoneStreamingChatModel implements StreamingChatModel, AutoCloseable {

    private final ChatExchange exchange;
    private final List<ChatModelListener> listeners;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;

    private MetaStoneStreamingChatModel(Builder builder) {
        this.exchange = new ChatExchange(builder);
        this.listeners = builder.listeners;
        if (builder.executor == null) {
            ExecutorService own = Executors.newCachedThreadPool(MetaStoneStreamingChatModel::thread);
            this.ownExecutor = own;
            this.executor = own;
        } else {
            this.ownExecutor = null;
            this.executor = builder.executor;
        }
    }

    private static Thread thread(Runnable task) {
        var thread = new Thread(task, "metastone-stream");
        thread.setDaemon(true);
        return thread;
    }

    /** Settings of a new chat model; those of a {@link MetaStoneStreamingChatModelBuilderFactory}, if there is one. */
    public static Builder builder() {
        for (MetaStoneStreamingChatModelBuilderFactory factory :
                ServiceHelper.loadFactories(MetaStoneStreamingChatModelBuilderFactory.class)) {
            return factory.get();
        }
        return new Builder();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        ChatExchange.Prepared prepared;
        HandlerFeed feed;
        ReflectionRun run;
        try {
            prepared = exchange.prepare(request);
            feed = new HandlerFeed(handler, prepared.listener(), exchange.returnsThinking(), exchange.isLive(prepared));
            run = exchange.begin(prepared, feed, feed);
        } catch (UnsupportedFeatureException e) {
            throw e;
        } catch (RuntimeException e) {
            execute(() -> tellError(handler, e), handler);
            return;
        }
        if (handler instanceof EventPublication publication) {
            publication.onBegin(run);
        }
        if (!execute(() -> stream(run, prepared, feed, handler), handler)) {
            run.cancel();
        }
    }

    /** False if there is no thread left, which the handler is told on this one. */
    private boolean execute(Runnable task, StreamingChatResponseHandler handler) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            tellError(
                    handler,
                    new NonRetriableException("this chat model is closed, or its executor takes no more requests", e));
            return false;
        }
    }

    /**
     * The same as events, each subscriber's from a request of its own. LangChain4j 1.20 and newer call it for the
     * {@code chat} that returns a publisher; before that it has no use.
     */
    public Flow.Publisher<Object> doChat(ChatRequest request) {
        return subscriber -> {
            var publication = new EventPublication(subscriber, executor);
            try {
                doChat(request, publication);
            } catch (RuntimeException e) {
                publication.onError(e);
            }
        };
    }

    private void stream(
            ReflectionRun run, ChatExchange.Prepared prepared, HandlerFeed feed, StreamingChatResponseHandler handler) {
        ChatResponse response;
        try {
            response = exchange.response(run.await(exchange.failed(prepared)), prepared);
        } catch (Throwable e) { // an Error as well: the handler waits for an end
            if (!feed.isCancelled()) {
                tellError(handler, e instanceof Exception ? e : ChatExchange.failure(e));
            }
            return;
        }
        if (!feed.isCancelled()) {
            InternalStreamingChatResponseHandlerUtils.onCompleteResponse(handler, response);
        }
    }

    private static void tellError(StreamingChatResponseHandler handler, Throwable error) {
        InternalStreamingChatResponseHandlerUtils.withLoggingExceptions(() -> handler.onError(error));
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

    /** Closes the model if this chat model loaded it. Streams under way end with an error then, else as usual. */
    @Override
    public void close() {
        exchange.close();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }

    /** Settings of a streaming chat model. */
    public static class Builder extends MetaStoneBuilder<Builder> {

        private @Nullable Executor executor;

        /** Public for those who extend it; others call {@link MetaStoneStreamingChatModel#builder()}. */
        public Builder() {}

        /**
         * Runs each request's callbacks, one task for a request from its beginning to its end. Default: daemon threads of
         * this model's own, as many as there are requests.
         */
        public Builder executor(@Nullable Executor value) {
            executor = value;
            return this;
        }

        /**
         * Loads the model, unless one was given, and makes the chat model.
         *
         * @throws dev.langchain4j.exception.ModelNotFoundException if there is no such checkpoint
         * @throws dev.langchain4j.exception.UnsupportedFeatureException if a default parameter can't be had
         * @throws IllegalArgumentException if a setting is out of range
         */
        public MetaStoneStreamingChatModel build() {
            return new MetaStoneStreamingChatModel(this);
        }
    }
}
