package io.github.metastone4j.quarkus.runtime;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.selection.Selection;
import io.smallrye.mutiny.subscription.MultiEmitter;

/** Tells the Dev UI what becomes of one question. */
final class QuestionFeed implements ReflectionListener, StreamingChatResponseHandler {

    private final MultiEmitter<? super DevUiEvent> emitter;

    QuestionFeed(MultiEmitter<? super DevUiEvent> emitter) {
        this.emitter = emitter;
    }

    static void fail(MultiEmitter<? super DevUiEvent> emitter, Throwable reason) {
        String message = reason.getMessage();
        emitter.emit(new DevUiEvent.Failed(message == null ? reason.toString() : message));
        emitter.complete();
    }

    @Override
    public void onBegin(StreamingHandle handle) {
        emitter.onTermination(handle::cancel);
    }

    @Override
    public void onThinking(int trajectory, String text) {
        emitter.emit(new DevUiEvent.Thinking(trajectory, text));
    }

    @Override
    public void onStep(int trajectory, String text, double score) {
        emitter.emit(new DevUiEvent.Step(trajectory, text, score));
    }

    @Override
    public void onForked(int from, int trajectory) {
        emitter.emit(new DevUiEvent.Forked(from, trajectory));
    }

    @Override
    public void onThought(ReflectionTrajectory trajectory) {
        emitter.emit(DevUiEvent.Thought.of(trajectory));
    }

    @Override
    public void onStopped(ReflectionTrajectory trajectory) {
        emitter.emit(new DevUiEvent.Stopped(trajectory.index()));
    }

    @Override
    public void onSelected(Selection selection) {
        emitter.emit(DevUiEvent.Selected.of(selection));
    }

    @Override
    public void onAnswer(String text) {
        emitter.emit(new DevUiEvent.Answer(text));
    }

    @Override
    public void onPartialResponse(String text) {} // told by onAnswer

    @Override
    public void onCompleteResponse(ChatResponse response) {
        emitter.emit(DevUiEvent.Answered.of(((MetaStoneChatResponseMetadata) response.metadata()).reflection()));
        emitter.complete();
    }

    @Override
    public void onError(Throwable error) {
        fail(emitter, error);
    }
}
