package io.github.metastone4j.sample;

import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.generation.Occupancy;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Set;

/** The model over HTTP. */
@Path("api/model")
public class ModelResource {

    private final ReflectiveModel model;
    private final ModelFacts facts;
    private final OfferedTools tools;

    ModelResource(ReflectiveModel model, OfferedTools tools) {
        this.model = model;
        this.facts = ModelFacts.of(model);
        this.tools = tools;
    }

    /**
     * What it is, and what it does at this moment.
     *
     * @param tools that it may call
     */
    record Described(ModelFacts facts, Occupancy load, Set<String> tools) {}

    /** Describes the model. */
    @GET
    public Described get() {
        return new Described(facts, model.loop().occupancy(), tools.names());
    }
}
