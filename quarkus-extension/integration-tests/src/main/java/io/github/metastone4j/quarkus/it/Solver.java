package io.github.metastone4j.quarkus.it;

import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.smallrye.mutiny.Multi;

/** Asks the default model. */
@RegisterAiService
interface Solver {
    @UserMessage("{question}")
    String solve(String question);

    @UserMessage("{question}")
    Multi<String> stream(String question);
}
