package io.github.metastone4j.quarkus.it;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks the default model, and remembers each conversation beyond one request. */
@ApplicationScoped
@RegisterAiService
interface Tutor {

    @UserMessage("{question}")
    String answer(@MemoryId int conversation, String question);
}
