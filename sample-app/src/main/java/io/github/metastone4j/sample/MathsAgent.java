package io.github.metastone4j.sample;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.guardrail.InputGuardrails;
import dev.langchain4j.service.tool.ToolErrorContext;
import io.github.metastone4j.sample.tools.MathsTools;
import io.quarkiverse.langchain4j.HandleToolArgumentError;
import io.quarkiverse.langchain4j.HandleToolExecutionError;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkiverse.langchain4j.ToolBox;
import io.quarkiverse.langchain4j.runtime.aiservice.ChatEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;

/** Answers questions about maths, with tools, and remembers the conversation. */
@RegisterAiService(streamingChatLanguageModelSupplier = WatchedModel.OfTheApplication.class)
@ApplicationScoped
public interface MathsAgent {

    /**
     * The answer to one question, as it comes. The model is asked when somebody subscribes, within {@link WatchedModel#ask}.
     *
     * <p>The question is a value of the template. Annotated itself it would be the template, and could read configuration.
     *
     * @param conversation whose earlier questions and answers are remembered
     */
    @ToolBox(MathsTools.class)
    @InputGuardrails(QuestionLength.class)
    @UserMessage("{question}")
    Multi<ChatEvent> answer(@MemoryId String conversation, String question);

    /** What the model reads when a tool cannot do what it asks for. */
    @HandleToolExecutionError
    static String failed(Throwable error, ToolErrorContext context) {
        String name = context.toolExecutionRequest().name();
        if (!MathsTools.NAMES.contains(name)) {
            return "Error: there is no tool '" + name + "'";
        }
        return "Error: " + (error.getCause() == null ? error : error.getCause()).getMessage();
    }

    /** What the model reads when a call's arguments are not the tool's. */
    @HandleToolArgumentError
    static String refused(Throwable error) {
        return "Error: the arguments do not fit the tool: " + error.getMessage();
    }
}
