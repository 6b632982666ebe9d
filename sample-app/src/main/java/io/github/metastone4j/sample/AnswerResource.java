package io.github.metastone4j.sample;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** Questions over HTTP. */
@Path("api/answer")
public class AnswerResource {

    private final MathsAgent agent;

    AnswerResource(MathsAgent agent) {
        this.agent = agent;
    }

    /** The answer to one question. */
    @GET
    public String answer(@QueryParam("q") String question) {
        return agent.answer(question);
    }
}
