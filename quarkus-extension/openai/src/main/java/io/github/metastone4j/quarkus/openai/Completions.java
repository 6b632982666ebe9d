package io.github.metastone4j.quarkus.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.metastone4j.ReflectiveModel;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Answers conversations: whole, or as server-sent events. */
@Singleton
final class Completions {

    private static final Logger log = Logger.getLogger(Completions.class);

    private static final int MAX_CHOICES = 16;

    /** A stream begins no later than this, so that failures within it still have an HTTP status of their own. */
    private static final Duration FIRST_EVENT = Duration.ofSeconds(2);

    private final StreamingChatModel chat;
    private final ReflectiveModel model;

    Completions(StreamingChatModel chat, ReflectiveModel model) {
        this.chat = chat;
        this.model = model;
    }

    /** The answer to one request, for whoever waits at the other end of that response. */
    Response complete(String body, HttpServerResponse caller) throws InterruptedException {
        try {
            CompletionRequest request = read(body);
            requireOwnModel(request.model());
            int choices = choices(request.n());
            List<ChatMessage> messages = Conversation.of(request.messages());
            CompletionRun run = CompletionRun.begin(chat, messages, request, choices, caller);
            return Boolean.TRUE.equals(request.stream())
                    ? stream(run, choices, request.streamOptions())
                    : whole(run, choices);
        } catch (RuntimeException e) {
            return ApiException.of(e).response();
        }
    }

    private static CompletionRequest read(String body) {
        try {
            CompletionRequest request = ApiJson.MAPPER
                    .readerFor(CompletionRequest.class)
                    .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(body);
            if (request == null) {
                throw ApiException.invalid(null, "the body is null; it must be a JSON object");
            }
            return request;
        } catch (JsonProcessingException e) {
            throw ApiException.invalid(null, "the body cannot be read: " + e.getOriginalMessage());
        }
    }

    private void requireOwnModel(@Nullable String asked) {
        if (asked == null) {
            throw ApiException.invalid("model", "model is missing; the one that is here: '" + model.name() + "'");
        }
        if (!asked.equals(model.name())) {
            throw ApiException.unknownModel(asked, model.name());
        }
    }

    private static int choices(@Nullable Integer n) {
        int choices = n == null ? 1 : n;
        if (choices < 1 || choices > MAX_CHOICES) {
            throw ApiException.invalid("n", "n is " + n + "; it must be between 1 and " + MAX_CHOICES);
        }
        return choices;
    }

    private Response whole(CompletionRun run, int choices) throws InterruptedException {
        var responses = new ChatResponse[choices];
        var reasoning = new String[choices];
        for (int finished = 0; finished < choices; ) {
            CompletionEvent event = run.next();
            if (event instanceof CompletionEvent.Reasoning thought) {
                reasoning[thought.choice()] = thought.text();
            } else if (event instanceof CompletionEvent.Finished end) {
                responses[end.choice()] = end.response();
                finished++;
            } else if (event instanceof CompletionEvent.Failed failure) {
                run.cancel(); // the other choices
                throw ApiException.of(failure.reason());
            }
        }
        JsonNode completion = new CompletionJson(model.name())
                .completion(Arrays.asList(responses), Arrays.<@Nullable String>asList(reasoning));
        return Response.ok(completion.toString(), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private Response stream(CompletionRun run, int choices, CompletionRequest.@Nullable StreamOptions options)
            throws InterruptedException {
        CompletionEvent first = run.poll(FIRST_EVENT);
        if (first instanceof CompletionEvent.Failed failure) {
            run.cancel();
            throw ApiException.of(failure.reason());
        }
        boolean usage = options != null && Boolean.TRUE.equals(options.includeUsage());
        StreamingOutput output = out -> {
            try {
                new CompletionStream(out, model.name(), choices, usage).write(run, first);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (CancellationException e) {
                log.debug("A stream ended early", e); // nobody is there to be told
            } finally {
                run.cancel(); // what is left of it where one choice has failed
            }
        };
        return Response.ok(output, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-cache")
                .build();
    }
}
