package io.github.metastone4j.quarkus.it;

import dev.langchain4j.model.chat.ChatModel;
import io.quarkiverse.langchain4j.ModelName;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** Questions over HTTP. */
@Path("ask")
@Produces(MediaType.TEXT_PLAIN)
public class QuestionResource {

    private final ChatModel chat;
    private final ChatModel careful;
    private final Solver solver;

    QuestionResource(ChatModel chat, @ModelName("careful") ChatModel careful, Solver solver) {
        this.chat = chat;
        this.careful = careful;
        this.solver = solver;
    }

    /** The default model. */
    @GET
    public String chat(@QueryParam("q") String question) {
        return chat.chat(question);
    }

    /** The named model. */
    @GET
    @Path("careful")
    public String careful(@QueryParam("q") String question) {
        return careful.chat(question);
    }

    /** The AI service. */
    @GET
    @Path("service")
    public String service(@QueryParam("q") String question) {
        return solver.solve(question);
    }

    /** The AI service, token by token. */
    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<String> stream(@QueryParam("q") String question) {
        return solver.stream(question);
    }
}
