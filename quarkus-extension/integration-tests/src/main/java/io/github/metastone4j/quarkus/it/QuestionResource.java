package io.github.metastone4j.quarkus.it;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.quarkiverse.langchain4j.ModelName;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Questions over HTTP. */
@Path("ask")
@Produces(MediaType.TEXT_PLAIN)
public class QuestionResource {

    @Inject
    ChatModel chat;

    @Inject
    @ModelName("careful")
    ChatModel careful;

    @Inject
    Solver solver;

    @Inject
    Tutor tutor;

    @Inject
    Accountant accountant;

    /** The default model, with as many trajectories as configured, or k. */
    @GET
    public String chat(@QueryParam("q") String question, @QueryParam("k") @Nullable Integer k) {
        return chat.chat(ChatRequest.builder()
                        .messages(UserMessage.from(question))
                        .parameters(MetaStoneChatRequestParameters.builder()
                                .trajectories(k)
                                .build())
                        .build())
                .aiMessage()
                .text();
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

    /** The AI service that remembers what was said in a conversation. */
    @GET
    @Path("tutor")
    public String tutor(@QueryParam("conversation") int conversation, @QueryParam("q") String question) {
        return tutor.answer(conversation, question);
    }

    /** The AI service with a calculator. */
    @GET
    @Path("accountant")
    public String accountant(@QueryParam("q") String question) {
        return accountant.answer(question);
    }

    /** The AI service, token by token. */
    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<String> stream(@QueryParam("q") String question) {
        return solver.stream(question);
    }
}
