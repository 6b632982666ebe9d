package io.github.metastone4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.chat.AnswerReader;
import io.github.metastone4j.chat.StrippedText;
import io.github.metastone4j.selection.Selection;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells a LangChain4j handler what becomes of one request, and the request's own listener as well; after a cancel, nothing
 * to either.
 *
 * <p>The winner's thinking follows the choice, since nobody knows before whose it will be; with one trajectory it is told
 * as it is thought.
 */
final class HandlerFeed implements ReflectionListener, AnswerReader.Listener {

    /** {@code onUnmappedRawEvent(Object)}, which LangChain4j has from 1.17 on; null before. */
    private static final @Nullable MethodHandle RAW_EVENT = rawEvent();

    private static final Pattern PARAGRAPHS = Pattern.compile("(?<=\n\n)");

    private final StreamingChatResponseHandler handler;
    private final ReflectionListener listener;
    private final boolean returnThinking;
    private final boolean live;
    private final Map<Integer, String> thoughts = new HashMap<>();
    private final StrippedText thinking = new StrippedText();
    private @Nullable StreamingHandle handle;

    /** @param live whether what is thought is the winner's for sure */
    HandlerFeed(
            StreamingChatResponseHandler handler, ReflectionListener listener, boolean returnThinking, boolean live) {
        this.handler = handler;
        this.listener = listener;
        this.returnThinking = returnThinking;
        this.live = live;
    }

    boolean isCancelled() {
        return handle != null && handle.isCancelled();
    }

    @Override
    public void onBegin(StreamingHandle begun) {
        handle = begun;
        listener.onBegin(begun);
    }

    @Override
    public void onThinking(int trajectory, String text) {
        tell(() -> listener.onThinking(trajectory, text), new ReflectionEvent.Thinking(trajectory, text));
        if (live) {
            tellThinking(text);
        }
    }

    @Override
    public void onStep(int trajectory, String text, double score) {
        tell(() -> listener.onStep(trajectory, text, score), new ReflectionEvent.Step(trajectory, text, score));
    }

    @Override
    public void onThought(ReflectionTrajectory trajectory) {
        String thought = trajectory.thoughts();
        if (returnThinking && thought != null) {
            thoughts.put(trajectory.index(), thought);
        }
        tell(() -> listener.onThought(trajectory), new ReflectionEvent.Thought(trajectory));
    }

    @Override
    public void onForked(int from, int trajectory) {
        tell(() -> listener.onForked(from, trajectory), new ReflectionEvent.Forked(from, trajectory));
    }

    @Override
    public void onStopped(ReflectionTrajectory trajectory) {
        tell(() -> listener.onStopped(trajectory), new ReflectionEvent.Stopped(trajectory));
    }

    @Override
    public void onSelected(Selection selection) {
        tell(() -> listener.onSelected(selection), new ReflectionEvent.Selected(selection));
        if (!live) {
            // Paragraph by paragraph, so that a cancel in between is heard.
            PARAGRAPHS
                    .splitAsStream(thoughts.getOrDefault(selection.index(), ""))
                    .forEach(this::tellThinking);
        }
        thoughts.clear();
    }

    private void tell(Runnable call, ReflectionEvent event) {
        if (!isCancelled()) {
            call.run();
        }
        if (RAW_EVENT != null && !isCancelled()) {
            tellRaw(RAW_EVENT, event);
        }
    }

    private void tellRaw(MethodHandle method, ReflectionEvent event) {
        try {
            method.invoke(handler, event);
        } catch (Exception e) { // as LangChain4j does for the callbacks that it knows
            InternalStreamingChatResponseHandlerUtils.withLoggingExceptions(() -> handler.onError(e));
        } catch (Throwable e) {
            throw (Error) e;
        }
    }

    private void tellThinking(String text) {
        if (returnThinking && !isCancelled()) {
            InternalStreamingChatResponseHandlerUtils.onPartialThinking(handler, thinking.append(text), handle);
        }
    }

    @Override
    public void onText(String text) {
        if (!isCancelled()) {
            listener.onAnswer(text);
        }
        if (!isCancelled()) {
            InternalStreamingChatResponseHandlerUtils.onPartialResponse(handler, text, handle);
        }
    }

    @Override
    public void onPartialToolCall(int index, String id, String name, String arguments) {
        if (!isCancelled()) {
            PartialToolCall part = PartialToolCall.builder()
                    .index(index)
                    .id(id)
                    .name(name)
                    .partialArguments(arguments)
                    .build();
            InternalStreamingChatResponseHandlerUtils.onPartialToolCall(handler, part, handle);
        }
    }

    @Override
    public void onToolCall(int index, ToolExecutionRequest call) {
        if (!isCancelled()) {
            InternalStreamingChatResponseHandlerUtils.onCompleteToolCall(handler, new CompleteToolCall(index, call));
        }
    }

    private static @Nullable MethodHandle rawEvent() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            StreamingChatResponseHandler.class,
                            "onUnmappedRawEvent",
                            MethodType.methodType(void.class, Object.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }
}
