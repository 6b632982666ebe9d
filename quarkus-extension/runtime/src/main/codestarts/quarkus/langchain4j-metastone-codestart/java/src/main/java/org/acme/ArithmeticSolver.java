package org.acme;

import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;

/** Several trajectories think about each question, and the best of them answers. */
@RegisterAiService
public interface ArithmeticSolver {

    @UserMessage("{question}")
    String solve(String question);
}
