package io.github.metastone4j.sample;

import dev.langchain4j.service.UserMessage;
import io.quarkiverse.langchain4j.RegisterAiService;

/** Answers questions about maths. */
@RegisterAiService
public interface MathsAgent {

    /** The answer to one question. */
    String answer(@UserMessage String question);
}
