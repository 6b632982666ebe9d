package io.github.metastone4j.quarkus.it;

import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.smallrye.mutiny.Multi;

/** Asks the default model. */
@RegisterAiService
interface Solver {
    String solve(@UserMessage String question);

    Multi<String> stream(@UserMessage String question);
}
