package io.github.metastone4j.quarkus.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes one run as server-sent events. */
final class CompletionStream {

    private final OutputStream out;
    private final CompletionJson chunks;
    private final ChatResponse[] responses;
    private final boolean usage;
    private int finished;

    CompletionStream(OutputStream out, String model, int choices, boolean usage) {
        this.out = out;
        this.chunks = new CompletionJson(model);
        this.responses = new ChatResponse[choices];
        this.usage = usage;
    }

    /**
     * Writes a run until its last choice is finished, or one has failed.
     *
     * @param first what has come of it already
     * @throws java.util.concurrent.CancellationException if whoever asked has hung up
     */
    void write(CompletionRun run, @Nullable CompletionEvent first) throws IOException, InterruptedException {
        for (int choice = 0; choice < responses.length; choice++) {
            send(costing(chunks.beginning(choice)).toString());
        }
        boolean over = first != null && tell(first);
        while (!over) {
            over = tell(run.next());
        }
    }

    /** Whether that was the last. */
    private boolean tell(@Nullable CompletionEvent event) throws IOException {
        if (event == null) {
            write(": thinking\n\n"); // a comment, which clients skip: who hears nothing for longer may hang up
            return false;
        }
        if (event instanceof CompletionEvent.Failed failure) {
            send(ApiJson.text(ApiException.of(failure.reason()).body()));
            return true;
        }
        send(chunk(event).toString());
        if (event instanceof CompletionEvent.Finished end) {
            responses[end.choice()] = end.response();
            finished++;
        }
        if (finished < responses.length) {
            return false;
        }
        if (usage) {
            send(chunks.cost(Arrays.asList(responses)).toString());
        }
        send("[DONE]");
        return true;
    }

    /** Where the cost is told at last, that API's chunks say that it is not known yet. */
    private ObjectNode costing(ObjectNode chunk) {
        return usage ? chunk.putNull("usage") : chunk;
    }

    private ObjectNode chunk(CompletionEvent event) {
        ObjectNode chunk;
        if (event instanceof CompletionEvent.Reasoning thought) {
            chunk = chunks.reasoning(thought);
        } else if (event instanceof CompletionEvent.Text text) {
            chunk = chunks.text(text);
        } else if (event instanceof CompletionEvent.Call call) {
            chunk = chunks.call(call);
        } else {
            chunk = chunks.end((CompletionEvent.Finished) event);
        }
        return costing(chunk);
    }

    private void send(String data) throws IOException {
        write("data: " + data + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
