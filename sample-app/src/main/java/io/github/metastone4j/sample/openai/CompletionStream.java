package io.github.metastone4j.sample.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes one run as server-sent events. */
final class CompletionStream {

    /** How soon is noticed that somebody has hung up. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** So many looks without an event, and a comment is sent: who hears nothing for longer may hang up. */
    private static final int SILENCE = 10;

    private final OutputStream out;
    private final ObjectMapper json;
    private final CompletionJson chunks;
    private final CompletionRun run;
    private final ChatResponse[] responses;
    private final Set<List<Integer>> calls = new HashSet<>(); // choice and call that have begun
    private final RoutingContext http;

    CompletionStream(
            OutputStream out, ObjectMapper json, String model, CompletionRun run, int choices, RoutingContext http) {
        this.out = out;
        this.json = json;
        this.chunks = new CompletionJson(json, model);
        this.run = run;
        this.responses = new ChatResponse[choices];
        this.http = http;
    }

    /** Until the last choice is finished, one has failed or whoever asked has hung up; {@code first} is what has come already. */
    void write(@Nullable CompletionEvent first, boolean usage) throws IOException, InterruptedException {
        for (int choice = 0; choice < responses.length; choice++) {
            send(chunks.beginning(choice).toString());
        }
        int finished = 0;
        for (CompletionEvent event = first == null ? next() : first; event != null; event = next()) {
            if (event instanceof CompletionEvent.Failed failure) {
                send(json.writeValueAsString(ApiException.of(failure.reason()).body()));
                return;
            }
            send(chunk(event));
            if (event instanceof CompletionEvent.Finished end) {
                responses[end.choice()] = end.response();
                if (++finished == responses.length) {
                    end(usage);
                    return;
                }
            }
        }
    }

    /**
     * The next event, or null if whoever asked has hung up. The response has to be asked: writing to it does not fail, and what
     * its stream listens to is taken from all others.
     */
    private @Nullable CompletionEvent next() throws IOException, InterruptedException {
        for (int looks = 1; !http.response().closed(); looks++) {
            CompletionEvent event = run.poll(LOOK);
            if (event != null) {
                return event;
            }
            if (looks % SILENCE == 0) {
                write(": thinking\n\n"); // a comment, which clients skip
            }
        }
        return null;
    }

    private void end(boolean usage) throws IOException {
        if (usage) {
            send(chunks.cost(Arrays.asList(responses)).toString());
        }
        send("[DONE]");
    }

    private String chunk(CompletionEvent event) {
        JsonNode chunk;
        if (event instanceof CompletionEvent.Reasoning thought) {
            chunk = chunks.reasoning(thought);
        } else if (event instanceof CompletionEvent.Text text) {
            chunk = chunks.text(text);
        } else if (event instanceof CompletionEvent.Arguments arguments) {
            chunk = chunks.arguments(arguments, calls.add(List.of(arguments.choice(), arguments.call())));
        } else {
            chunk = chunks.end((CompletionEvent.Finished) event);
        }
        return chunk.toString();
    }

    private void send(String data) throws IOException {
        write("data: " + data + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
