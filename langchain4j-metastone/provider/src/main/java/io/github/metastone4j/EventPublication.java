package io.github.metastone4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request's stream as a publisher's events, as LangChain4j has them from 1.20 on. A subscriber who cancels cancels the
 * request. One who asks for less than comes has a buffer of {@value #BUFFER} events, and an error when that is full.
 */
final class EventPublication implements StreamingChatResponseHandler {

    private static final Logger log = LoggerFactory.getLogger(EventPublication.class);

    private static final String PACKAGE = StreamingChatResponseHandler.class.getPackageName();
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

    // What those events are made with; null before 1.20.
    private static final @Nullable MethodHandle COMPLETE = complete();
    private static final @Nullable MethodHandle RAW = raw();

    private static final int BUFFER = 65_536;

    private final SubmissionPublisher<Object> events;
    private volatile @Nullable StreamingHandle handle;
    private volatile boolean abandoned;

    /**
     * Begins with {@code onSubscribe}.
     *
     * @param executor on which the subscriber is called
     * @throws UnsupportedOperationException if the LangChain4j at run time has no such events
     */
    EventPublication(Flow.Subscriber<? super Object> subscriber, Executor executor) {
        if (COMPLETE == null || RAW == null) {
            throw new UnsupportedOperationException("streams of events need langchain4j-core 1.20 or newer");
        }
        events = new SubmissionPublisher<>(executor, BUFFER);
        events.subscribe(new Contained(subscriber));
    }

    /**
     * A subscriber who cancels the request with the subscription. An exception of his does that as well, as the contract of
     * reactive streams has it, and goes no further.
     */
    private final class Contained implements Flow.Subscriber<Object> {

        private final Flow.Subscriber<? super Object> subscriber;
        private Flow.@Nullable Subscription subscription;

        Contained(Flow.Subscriber<? super Object> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            Flow.Subscription cancelling = new Flow.Subscription() {
                @Override
                public void request(long count) {
                    begun.request(count);
                }

                @Override
                public void cancel() {
                    begun.cancel();
                    abandon();
                }
            };
            subscription = cancelling;
            contain(() -> subscriber.onSubscribe(cancelling));
        }

        @Override
        public void onNext(Object event) {
            contain(() -> subscriber.onNext(event));
        }

        private void contain(Runnable signal) {
            try {
                signal.run();
            } catch (Throwable e) {
                log.warn("a subscriber threw this; its subscription is cancelled", e);
                if (subscription != null) {
                    subscription.cancel();
                }
            }
        }

        @Override
        public void onError(Throwable error) {
            subscriber.onError(error);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }

    void onBegin(StreamingHandle begun) {
        handle = begun;
        cancelIfAbandoned();
    }

    private void abandon() {
        abandoned = true;
        cancelIfAbandoned();
    }

    private void cancelIfAbandoned() {
        StreamingHandle begun = handle;
        if (abandoned && begun != null) {
            begun.cancel();
        }
    }

    private void publish(Object event) {
        if (!abandoned && events.offer(event, null) < 0) {
            events.closeExceptionally(new IllegalStateException(
                    "the subscriber has not asked for any of the last " + BUFFER + " events; request more at a time"));
            abandon();
        }
    }

    @Override
    public void onPartialResponse(String text) {
        throw new IllegalStateException("the form with a context is called where there is one");
    }

    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
        publish(part);
    }

    @Override
    public void onPartialThinking(PartialThinking part, PartialThinkingContext context) {
        publish(part);
    }

    @Override
    public void onPartialToolCall(PartialToolCall part, PartialToolCallContext context) {
        publish(part);
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        publish(call);
    }

    /** Overrides a method of newer LangChain4js. */
    public void onUnmappedRawEvent(Object event) {
        publish(made(RAW, event));
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        publish(made(COMPLETE, response));
        events.close();
    }

    @Override
    public void onError(Throwable error) {
        events.closeExceptionally(error);
    }

    private static Object made(@Nullable MethodHandle maker, Object content) {
        try {
            return maker == null ? content : maker.invoke(content);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable MethodHandle complete() {
        try {
            return LOOKUP.findConstructor(
                    Class.forName(PACKAGE + ".CompleteResponse"),
                    MethodType.methodType(void.class, ChatResponse.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static @Nullable MethodHandle raw() {
        try {
            Class<?> type = Class.forName(PACKAGE + ".RawStreamingEvent");
            return LOOKUP.findStatic(type, "of", MethodType.methodType(type, Object.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
