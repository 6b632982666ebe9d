package io.github.metastone4j.sample.openai;

import io.github.metastone4j.ReflectiveModel;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/models}: the one model there is. */
@Path("v1/models")
public class ModelsResource {

    @Inject
    ReflectiveModel model;

    /** All models. */
    @GET
    public Map<String, Object> list() {
        return Map.of("object", "list", "data", List.of(description()));
    }

    /** One model. */
    @GET
    @Path("{id}")
    public Response get(@PathParam("id") String id) {
        return id.equals(model.name())
                ? Response.ok(description()).build()
                : ApiException.unknownModel(id, model.name()).response();
    }

    private Map<String, Object> description() {
        return Map.of(
                "id",
                model.name(),
                "object",
                "model",
                "created",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1000,
                "owned_by",
                "metastone");
    }
}
