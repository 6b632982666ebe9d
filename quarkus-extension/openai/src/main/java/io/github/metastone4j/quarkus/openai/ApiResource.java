package io.github.metastone4j.quarkus.openai;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's API at {@code /v1}. Whatever is asked for below that path ends here, so that what is not there is refused in that API's
 * form, and no mapper of exceptions is needed, which would be one for the application's other paths too.
 */
@Path("v1")
@OpenAiApi
public class ApiResource {

    private static final String COMPLETIONS = "chat/completions";
    private static final String MODELS = "models";
    private static final String MODEL = "models/{id}";
    private static final String OTHER = "{other: .*}";
    private static final Pattern READ = Pattern.compile("models(/[^/]+)?/?");
    private static final Pattern POSTED = Pattern.compile(COMPLETIONS + "/?");

    private final Completions completions;
    private final Models models;

    ApiResource(Completions completions, Models models) {
        this.completions = completions;
        this.models = models;
    }

    /** Answers a conversation. */
    @POST
    @Path(COMPLETIONS)
    @JsonBody.Required
    public Response complete(String body, @Context RoutingContext http) throws InterruptedException {
        return completions.complete(body, http.response());
    }

    /** All models. */
    @GET
    @Path(MODELS)
    public Response models(@Context HttpHeaders headers) {
        return acceptsJson(headers) ? models.list() : notAcceptable(headers);
    }

    /** One model. */
    @GET
    @Path(MODEL)
    public Response model(@PathParam("id") String id, @Context HttpHeaders headers) {
        return acceptsJson(headers) ? models.get(id) : notAcceptable(headers);
    }

    private static boolean acceptsJson(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream().anyMatch(MediaType.APPLICATION_JSON_TYPE::isCompatible);
    }

    private static Response notAcceptable(HttpHeaders headers) {
        return refused(
                406,
                "not_acceptable",
                "the answer is not of the type '" + headers.getHeaderString(HttpHeaders.ACCEPT)
                        + "'; accept application/json");
    }

    @GET
    @Path(OTHER)
    public Response get(@PathParam("other") String other, @Context RoutingContext http) {
        return unknown(other, http);
    }

    @POST
    @Path(OTHER)
    public Response post(@PathParam("other") String other, @Context RoutingContext http) {
        return unknown(other, http);
    }

    @PUT
    @Path(OTHER)
    public Response put(@PathParam("other") String other, @Context RoutingContext http) {
        return unknown(other, http);
    }

    @PATCH
    @Path(OTHER)
    public Response patch(@PathParam("other") String other, @Context RoutingContext http) {
        return unknown(other, http);
    }

    @DELETE
    @Path(OTHER)
    public Response delete(@PathParam("other") String other, @Context RoutingContext http) {
        return unknown(other, http);
    }

    private static Response unknown(String other, RoutingContext http) {
        String message = "there is no " + http.request().method() + " " + http.normalizedPath()
                + "; there are POST /v1/chat/completions and GET /v1/models";
        String allowed = allowed(other);
        if (allowed == null) {
            return refused(404, "unknown_url", message);
        }
        return Response.fromResponse(refused(405, "method_not_supported", message))
                .header(HttpHeaders.ALLOW, allowed)
                .build();
    }

    /** The methods of a path; null if there is no such path. */
    private static @Nullable String allowed(String path) {
        if (POSTED.matcher(path).matches()) {
            return "POST";
        }
        return READ.matcher(path).matches() ? "GET, HEAD" : null;
    }

    private static Response refused(int status, String code, String message) {
        return ApiException.refused(status, code, message).response();
    }
}
