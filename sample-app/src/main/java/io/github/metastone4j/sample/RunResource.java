package io.github.metastone4j.sample;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.guardrail.InputGuardrailException;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.selection.Selector;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Questions and their runs over HTTP. */
@Path("api/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunResource {

    private static final int MAX_NAME = 100;

    private final Runs runs;
    private final ObjectMapper json;
    private final OfferedTools tools;

    /** Null leaves it to how the model is configured, or was calibrated. */
    private final @Nullable Selector selector;

    RunResource(
            Runs runs,
            ObjectMapper json,
            OfferedTools tools,
            @ConfigProperty(name = "sample.selector") Optional<String> selector) {
        this.runs = runs;
        this.json = json;
        this.tools = tools;
        this.selector = selector.map(Selector::parse).orElse(null);
    }

    /**
     * What a caller sends.
     *
     * @param effort low, medium, high or auto; medium if left out
     * @param seed any number; another one each time if left out
     * @param conversation a name of the caller's choice; without one the question stands alone
     * @param tools whether the model may call tools; true if left out
     */
    record Asked(
            @Nullable String question,
            @Nullable String effort,
            @Nullable Long seed,
            @Nullable String conversation,
            @Nullable Boolean tools) {}

    /** Where to find what was begun. */
    record Accepted(String id) {}

    /** A run as far as it has come. */
    record Recorded(
            String id,
            Instant begun,
            String question,
            String effort,
            int trajectories,
            long seed,
            String conversation,
            Set<String> tools,
            boolean over,
            List<RunLog.Entry> events) {

        static Recorded of(Run run) {
            Question question = run.question();
            return new Recorded(
                    run.id(),
                    run.begun(),
                    question.text(),
                    question.effort().name().toLowerCase(Locale.ROOT),
                    question.effort().trajectories(),
                    question.seed(),
                    question.conversation(),
                    question.tools(),
                    run.log().isOver(),
                    run.log().entries());
        }
    }

    /** Asks a question. */
    @POST
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<Accepted> begin(String body) throws JsonProcessingException {
        Run run = runs.begin(question(json.readValue(body, Asked.class)));
        return RestResponse.ResponseBuilder.<Accepted>create(RestResponse.Status.ACCEPTED)
                .location(URI.create("/api/runs/" + run.id()))
                .entity(new Accepted(run.id()))
                .build();
    }

    private Question question(@Nullable Asked asked) {
        if (asked == null || asked.question() == null || asked.question().isBlank()) {
            throw new IllegalArgumentException("question is missing; send {\"question\": \"...\"}");
        }
        String conversation = asked.conversation();
        if (conversation != null && (conversation.isBlank() || conversation.length() > MAX_NAME)) {
            throw new IllegalArgumentException("conversation has " + conversation.length()
                    + " characters; it must have 1 to " + MAX_NAME + ", or be left out");
        }
        return new Question(
                asked.question().strip(),
                asked.effort() == null ? ReasoningEffort.MEDIUM : Question.effort(asked.effort()),
                selector,
                asked.seed() == null ? ThreadLocalRandom.current().nextInt(1_000_000) : asked.seed(),
                conversation == null ? UUID.randomUUID().toString() : conversation,
                Boolean.FALSE.equals(asked.tools()) ? Set.of() : tools.names());
    }

    /** A whole run: to replay it, or to keep it. */
    @GET
    @Path("{id}")
    public Recorded get(String id) {
        return Recorded.of(find(id));
    }

    /** A run's events as they come, from the first one on, or from the one after {@code Last-Event-ID}. */
    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> events(
            String id, @HeaderParam("Last-Event-ID") @Nullable String last, @Context Sse sse) {
        RunLog log = find(id).log();
        int after = lastId(last);
        return Multi.createFrom().emitter(emitter -> {
            Consumer<RunLog.Entry> follower = entry -> {
                emitter.emit(sse.newEventBuilder()
                        .id(String.valueOf(entry.id()))
                        .data(entry)
                        .build());
                if (entry.event().isLast()) {
                    emitter.complete();
                }
            };
            emitter.onTermination(() -> log.unfollow(follower));
            log.follow(after, follower);
            if (log.isOver()) {
                emitter.complete(); // also where nothing was left to tell
            }
        });
    }

    private static int lastId(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Last-Event-ID is '" + text + "'; it must be the number of an event, or be left out", e);
        }
    }

    /** Stops a run; nothing happens to one that is over. */
    @DELETE
    @Path("{id}")
    public void cancel(String id) {
        find(id).cancel();
    }

    private Run find(String id) {
        return runs.find(id)
                .orElseThrow(() -> new NotFoundException(
                        "there is no run '" + id + "'; only the last ones are kept, and none after a restart"));
    }

    @ServerExceptionMapper
    RestResponse<Refused> refused(IllegalArgumentException e) {
        return response(Response.Status.BAD_REQUEST, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Refused> unreadable(JacksonException e) {
        return response(Response.Status.BAD_REQUEST, "the body cannot be read as JSON: " + e.getOriginalMessage());
    }

    @ServerExceptionMapper
    RestResponse<Refused> guarded(InputGuardrailException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        return response(Response.Status.REQUEST_ENTITY_TOO_LARGE, reason.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Refused> busy(Runs.ConversationBusyException e) {
        return response(Response.Status.CONFLICT, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Refused> unknown(NotFoundException e) {
        return response(Response.Status.NOT_FOUND, e.getMessage());
    }

    private static RestResponse<Refused> response(Response.Status status, @Nullable String message) {
        return RestResponse.ResponseBuilder.<Refused>create(status.getStatusCode())
                .entity(new Refused(String.valueOf(message)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
