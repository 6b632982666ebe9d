package io.github.metastone4j.sample;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * What is refused before a resource is asked, or because there is none: paths, methods and types that are not there, and bodies
 * that are too large. It is told in the form of the feed; what lies below {@code /v1} tells in its own.
 */
@Singleton
public class Refusals {

    /** Ahead of Quarkus' own look at the size, which answers without a word. */
    private static final int EARLY = 10;

    private final long maxBody;

    Refusals(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody) {
        this.maxBody = maxBody.asLongValue();
    }

    void aheadOfAll(@Observes Filters filters) {
        filters.register(this::checkSize, EARLY);
    }

    private void checkSize(RoutingContext http) {
        String length = http.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || Long.parseLong(length) <= maxBody) {
            http.next();
            return;
        }
        if (http.request().version() != HttpVersion.HTTP_2) { // which has no such header
            http.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        http.response().setStatusCode(413);
        http.json(new Refused("the body has " + length + " bytes; " + maxBody + " are allowed"));
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException e, ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        int status = e.getResponse().getStatus();
        return switch (status) {
            case 404, 405 -> response(status, unknown(request.getMethod(), path));
            case 406 ->
                response(
                        status,
                        "the answer is not of the type '" + request.getHeaderString("Accept")
                                + "'; accept application/json");
            case 415 ->
                response(
                        status,
                        "the body's type is " + request.getHeaderString("Content-Type")
                                + "; it must be application/json");
            default -> response(status, String.valueOf(e.getMessage()));
        };
    }

    /** A refusal of a request that came as far as a resource's door. */
    static Response response(int status, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Refused(message))
                .build();
    }

    private static String unknown(String method, String path) {
        String there = path.startsWith("/api/")
                ? "there are POST /api/runs, GET /api/runs/ID and GET /api/model"
                : "the page is at /";
        return "there is no " + method + " " + path + "; " + there;
    }
}
