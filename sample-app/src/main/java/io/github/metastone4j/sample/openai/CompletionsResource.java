package io.github.metastone4j.sample.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.generation.PromptTooLongException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}: whole, or as server-sent events. */
@Path("v1/chat/completions")
public class CompletionsResource {

    private static final int MAX_CHOICES = 16;

    /** Characters of a request's body. */
    private static final int MAX_BODY = 1 << 20;

    /** A stream begins no later than this, so that failures within it still have an HTTP status of their own. */
    private static final Duration FIRST_EVENT = Duration.ofSeconds(2);

    /** Somebody who hears nothing for longer may hang up, and somebody who has hung up is noticed. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    @Inject
    StreamingChatModel chat;

    @Inject
    ReflectiveModel model;

    @Inject
    ObjectMapper json;

    /** Answers a conversation. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response complete(String body, @Context RoutingContext http) throws InterruptedException {
        try {
            CompletionRequest request = read(body);
            requireOwnModel(request.model());
            int choices = choices(request.n());
            List<ChatMessage> messages = Conversation.of(request.messages());
            CompletionRun run = CompletionRun.begin(chat, messages, request, choices);
            // Of this request alone: several may share a connection.
            http.addEndHandler(ended -> {
                if (ended.failed()) {
                    run.cancel();
                }
            });
            return Boolean.TRUE.equals(request.stream())
                    ? stream(run, choices, request.streamOptions())
                    : whole(run, choices);
        } catch (RuntimeException e) {
            return apiException(e).response();
        }
    }

    private CompletionRequest read(String body) {
        if (body.length() > MAX_BODY) {
            throw ApiException.tooLarge(
                    "the request has " + body.length() + " characters; " + MAX_BODY + " are allowed");
        }
        try {
            CompletionRequest request = json.readerFor(CompletionRequest.class)
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
            CompletionEvent event = run.take();
            if (event instanceof CompletionEvent.Reasoning thought) {
                reasoning[thought.choice()] = thought.text();
            } else if (event instanceof CompletionEvent.Finished end) {
                responses[end.choice()] = end.response();
                finished++;
            } else if (event instanceof CompletionEvent.Failed failure) {
                run.cancel(); // the other choices
                throw apiException(failure.reason());
            }
        }
        JsonNode completion = new CompletionJson(json, model.name())
                .completion(Arrays.asList(responses), Arrays.<@Nullable String>asList(reasoning));
        return Response.ok(completion.toString(), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private Response stream(CompletionRun run, int choices, CompletionRequest.@Nullable StreamOptions options)
            throws InterruptedException {
        CompletionEvent first = run.poll(FIRST_EVENT);
        if (first instanceof CompletionEvent.Failed failure) {
            run.cancel();
            throw apiException(failure.reason());
        }
        boolean usage = options != null && Boolean.TRUE.equals(options.includeUsage());
        StreamingOutput output = out -> {
            try {
                new Stream(out, run, choices).write(first, usage);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                run.cancel(); // whoever has hung up; else there is nothing left to cancel
            }
        };
        return Response.ok(output, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-cache")
                .build();
    }

    /** Writes one run as server-sent events. */
    private final class Stream {

        private final OutputStream out;
        private final CompletionRun run;
        private final ChatResponse[] responses;
        private final Set<List<Integer>> calls = new HashSet<>(); // choice and call that have begun
        private final CompletionJson chunks = new CompletionJson(json, model.name());

        Stream(OutputStream out, CompletionRun run, int choices) {
            this.out = out;
            this.run = run;
            this.responses = new ChatResponse[choices];
        }

        void write(@Nullable CompletionEvent first, boolean usage) throws IOException, InterruptedException {
            for (int choice = 0; choice < responses.length; choice++) {
                send(chunks.beginning(choice).toString());
            }
            CompletionEvent event = first == null ? run.poll(SILENCE) : first;
            for (int finished = 0; ; event = run.poll(SILENCE)) {
                if (event == null) {
                    write(": thinking\n\n"); // a comment, which clients skip
                } else if (event instanceof CompletionEvent.Failed failure) {
                    send(json.writeValueAsString(apiException(failure.reason()).body()));
                    return;
                } else {
                    send(chunk(event));
                    if (event instanceof CompletionEvent.Finished end) {
                        responses[end.choice()] = end.response();
                        finished++;
                    }
                    if (finished == responses.length) {
                        break;
                    }
                }
            }
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

    private static ApiException apiException(Throwable reason) {
        String message = String.valueOf(reason.getMessage());
        if (reason instanceof ApiException known) {
            return known;
        } else if (reason.getCause() instanceof PromptTooLongException) {
            return ApiException.tooLong(message);
        } else if (reason instanceof InvalidRequestException
                || reason instanceof UnsupportedFeatureException
                || reason instanceof IllegalArgumentException) {
            return ApiException.invalid(null, message);
        } else if (reason instanceof RateLimitException) {
            return ApiException.busy(message);
        } else if (reason instanceof TimeoutException) {
            return ApiException.late(message);
        } else if (reason instanceof NonRetriableException) {
            return ApiException.stopping(message);
        }
        return ApiException.failed(message);
    }
}
