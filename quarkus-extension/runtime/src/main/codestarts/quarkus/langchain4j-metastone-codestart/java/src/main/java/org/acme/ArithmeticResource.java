package org.acme;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

@Path("/arithmetic")
public class ArithmeticResource {

    private final ArithmeticSolver solver;

    public ArithmeticResource(ArithmeticSolver solver) {
        this.solver = solver;
    }

    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String solve(@QueryParam("q") String question) {
        return solver.solve(question);
    }
}
