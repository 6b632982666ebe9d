package io.github.metastone4j.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What else there is in the application, in a form of its own. */
@Path("other")
public class OtherResource {

    @GET
    public String get() {
        return "something else";
    }

    /** Says in its own words what is refused. */
    @Singleton
    public static class Refusals {

        @ServerExceptionMapper
        Response refused(WebApplicationException e) {
            return Response.status(e.getResponse().getStatus())
                    .entity("refused by the application")
                    .build();
        }
    }

    /** JSON as the application likes it. */
    @Singleton
    public static class Indented implements ObjectMapperCustomizer {

        @Override
        public void customize(ObjectMapper mapper) {
            mapper.enable(SerializationFeature.INDENT_OUTPUT).setSerializationInclusion(JsonInclude.Include.NON_NULL);
        }
    }
}
