package io.github.metastone4j.quarkus.openai;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.selection.Selection;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request's choices on their way, which decode in one batch. What becomes of them comes out in one line. */
final class CompletionRun {

    /** How soon is noticed that somebody has hung up. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** So many looks without an event are silence. */
    private static final int SILENCE = 10;

    private final HttpServerResponse caller;
    private final BlockingQueue<CompletionEvent> events = new LinkedBlockingQueue<>();
    private final List<StreamingHandle> handles = new CopyOnWriteArrayList<>();
    private volatile boolean cancelled;

    private CompletionRun(HttpServerResponse caller) {
        this.caller = caller;
    }

    /** Begins as many answers as there are choices; each samples trajectories of its own. */
    static CompletionRun begin(
            StreamingChatModel model,
            List<ChatMessage> messages,
            CompletionRequest request,
            int choices,
            HttpServerResponse caller) {
        var run = new CompletionRun(caller);
        try {
            for (int choice = 0; choice < choices; choice++) {
                MetaStoneChatRequestParameters.Builder parameters = CompletionParameters.of(request);
                if (request.seed() != null) {
                    parameters.seed(request.seed() + choice);
                }
                parameters.reflectionListener(run.new Winner(choice));
                ChatRequest asked = ChatRequest.builder()
                        .messages(messages)
                        .parameters(parameters.build())
                        .build();
                model.chat(asked, run.new Answer(choice));
            }
        } catch (RuntimeException e) {
            run.cancel(); // those that have begun
            throw e;
        }
        return run;
    }

    /**
     * The next event, or null after some seconds of silence.
     *
     * @throws CancellationException if whoever asked has hung up. The response is looked at for that: of what could tell by itself,
     *     a streamed response takes hold
     */
    @Nullable
    CompletionEvent next() throws InterruptedException {
        for (int looks = 0; looks < SILENCE; looks++) {
            if (caller.closed()) {
                cancel();
                throw new CancellationException("the caller has hung up");
            }
            CompletionEvent event = poll(LOOK);
            if (event != null) {
                return event;
            }
        }
        return null;
    }

    /** The next event, or null if there is none within that time. */
    @Nullable
    CompletionEvent poll(Duration time) throws InterruptedException {
        return events.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends all choices; their rows stop within a decode step. */
    void cancel() {
        cancelled = true;
        handles.forEach(StreamingHandle::cancel);
    }

    private void begun(StreamingHandle handle) {
        handles.add(handle);
        if (cancelled) {
            handle.cancel();
        }
    }

    /** Tells what the winner thought, as soon as it has won. */
    private final class Winner implements ReflectionListener {

        private final int choice;
        private final Map<Integer, String> thoughts = new ConcurrentHashMap<>();

        Winner(int choice) {
            this.choice = choice;
        }

        @Override
        public void onBegin(StreamingHandle handle) {
            begun(handle);
        }

        @Override
        public void onThought(ReflectionTrajectory trajectory) {
            if (trajectory.thinkingTokens() > 0 && trajectory.thinking() != null) {
                thoughts.put(trajectory.index(), trajectory.thinking().strip());
            }
        }

        @Override
        public void onSelected(Selection selection) {
            String thought = thoughts.get(selection.index());
            if (thought != null) {
                events.add(new CompletionEvent.Reasoning(choice, thought));
            }
        }
    }

    /** Tells what the winner answers. */
    private final class Answer implements StreamingChatResponseHandler {

        private final int choice;

        Answer(int choice) {
            this.choice = choice;
        }

        @Override
        public void onPartialResponse(String text) {
            events.add(new CompletionEvent.Text(choice, text));
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall call) {
            events.add(new CompletionEvent.Call(choice, call.index(), call.toolExecutionRequest()));
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            events.add(new CompletionEvent.Finished(choice, response));
        }

        @Override
        public void onError(Throwable error) {
            events.add(new CompletionEvent.Failed(choice, error));
        }
    }
}
