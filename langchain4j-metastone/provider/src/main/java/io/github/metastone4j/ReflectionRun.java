package io.github.metastone4j;

import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.chat.Answer;
import io.github.metastone4j.generation.DecodeLoop;
import io.github.metastone4j.generation.Generation;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.GenerationResult;
import io.github.metastone4j.generation.Relay;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request on its way through the decode loop, seen from its caller, who waits for it and may cancel it. */
final class ReflectionRun implements StreamingHandle {

    private final GenerationRequest request;
    private final ReflectionChooser chooser;
    private final ReflectionTexts texts;
    private final Generation generation;

    /** Null if nobody listens: then the loop has nothing to hand over until the end. */
    private final @Nullable Relay relay;

    private volatile boolean cancelled;

    /** Submits a request whose chooser is the one given. */
    ReflectionRun(
            DecodeLoop loop,
            GenerationRequest request,
            ReflectionChooser chooser,
            ReflectionTexts texts,
            boolean observed) {
        this.request = request;
        this.chooser = chooser;
        this.texts = texts;
        this.relay = observed ? new Relay(texts) : null;
        this.generation = loop.submit(request, relay == null ? new GenerationListener() {} : relay);
    }

    /**
     * Waits for the result. Whoever listens hears everything on this thread; what a listener throws is thrown on.
     *
     * @param failure what to throw for the reason for which a request failed
     * @throws CancellationException if the request was cancelled, or this thread interrupted
     */
    Reflection await(Function<Throwable, RuntimeException> failure) {
        try {
            if (relay == null) {
                return reflection(generation.result().get());
            }
            texts.begin(this);
            return reflection(relay.await(generation));
        } catch (RuntimeException | Error e) { // of a listener: nobody waits for the request any more
            generation.cancel();
            throw e;
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the model was reasoning; the request was cancelled");
        } catch (ExecutionException e) {
            throw failure.apply(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * The result to come, completed by the common pool; by a thread of its own if somebody listens, who may take his time.
     *
     * @param failure as for {@link #await}
     */
    CompletableFuture<Reflection> future(Function<Throwable, RuntimeException> failure) {
        CompletableFuture<Reflection> future = new CompletableFuture<>();
        Runnable waiting = () -> {
            try {
                future.complete(await(failure));
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        };
        if (relay == null) {
            var unused = generation.result().whenCompleteAsync((result, reason) -> waiting.run());
        } else {
            var thread = new Thread(waiting, "metastone-listener");
            thread.setDaemon(true);
            thread.start();
        }
        return future;
    }

    private Reflection reflection(GenerationResult result) {
        if (relay == null) {
            for (int token : result.answer()) {
                texts.onAnswerToken(token);
            }
        }
        Answer answer = texts.answer();
        var timings = result.timings();
        return new Reflection(
                answer.text(),
                answer.toolCalls(),
                result.trajectories().stream().map(texts::report).toList(),
                chooser.selection(),
                chooser.effort(),
                request.prompt().length,
                result.complete(),
                request.sampling().seed(),
                new Reflection.Timings(
                        timings.queued(),
                        timings.prefill(),
                        timings.firstToken(),
                        timings.thinking(),
                        timings.answering()));
    }

    @Override
    public void cancel() {
        cancelled = true;
        generation.cancel();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}
