package io.github.metastone4j.quarkus.it;

import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkiverse.langchain4j.ToolBox;

/** Asks the default model, which may call {@link Desk}'s calculator. */
@RegisterAiService
interface Accountant {

    @ToolBox(Desk.class)
    @UserMessage("{question}")
    String answer(String question);
}
