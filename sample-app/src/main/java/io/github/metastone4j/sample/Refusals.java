package io.github.metastone4j.sample;

import io.github.metastone4j.sample.openai.ApiException;
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
 * that are too large. It is told in the form of the interface that was asked, OpenAI's below {@code /v1}, else the feed's.
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
        refuse(http, 413, "request_too_large", "the body has " + length + " bytes; " + maxBody + " are allowed");
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException e, ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        int status = e.getResponse().getStatus();
        return switch (status) {
            case 404 -> response(path, status, "unknown_url", unknown(request.getMethod(), path));
            case 405 -> response(path, status, "method_not_supported", unknown(request.getMethod(), path));
            case 406 ->
                response(
                        path,
                        status,
                        "not_acceptable",
                        "the answer is not of the type '" + request.getHeaderString("Accept")
                                + "'; accept application/json");
            case 415 ->
                response(
                        path,
                        status,
                        "unsupported_content_type",
                        "the body's type is " + request.getHeaderString("Content-Type")
                                + "; it must be application/json");
            default -> response(path, status, "refused", String.valueOf(e.getMessage()));
        };
    }

    /** A refusal of a request that came as far as a resource's door. */
    static Response response(String path, int status, String code, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body(path, status, code, message))
                .build();
    }

    private static void refuse(RoutingContext http, int status, String code, String message) {
        http.response().setStatusCode(status);
        http.json(body(http.normalizedPath(), status, code, message));
    }

    private static Object body(String path, int status, String code, String message) {
        return ApiException.isFormOf(path)
                ? ApiException.refused(status, code, message).body()
                : new Refused(message);
    }

    private static String unknown(String method, String path) {
        String there = "the page is at /";
        if (ApiException.isFormOf(path)) {
            there = "there are POST /v1/chat/completions and GET /v1/models";
        } else if (path.startsWith("/api/")) {
            there = "there are POST /api/runs, GET /api/runs/ID and GET /api/model";
        }
        return "there is no " + method + " " + path + "; " + there;
    }
}
