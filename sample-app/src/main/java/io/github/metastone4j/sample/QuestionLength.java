package io.github.metastone4j.sample;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.guardrail.InputGuardrail;
import dev.langchain4j.guardrail.InputGuardrailResult;
import dev.langchain4j.model.TokenCountEstimator;
import io.github.metastone4j.ReflectiveModel;
import jakarta.enterprise.context.ApplicationScoped;

/** Refuses questions that would leave no room to think. */
@ApplicationScoped
public class QuestionLength implements InputGuardrail {

    /** A question may take a quarter of the context; thinking, answer, tools and earlier questions share the rest. */
    private static final int SHARE = 4;

    private final TokenCountEstimator tokens;
    private final int allowed;

    QuestionLength(TokenCountEstimator tokens, ReflectiveModel model) {
        this.tokens = tokens;
        this.allowed = ModelFacts.of(model).contextLength() / SHARE;
    }

    @Override
    public InputGuardrailResult validate(UserMessage question) {
        int count = tokens.estimateTokenCountInText(question.singleText());
        if (count <= allowed) {
            return success();
        }
        var reason = new QuestionTooLongException("the question has " + count + " tokens; at most " + allowed
                + " are allowed, a quarter of the model's context: ask it in fewer words");
        return fatal(reason.getMessage(), reason);
    }

    /** The question has more tokens than are allowed; the message says how many. */
    static final class QuestionTooLongException extends RuntimeException {

        QuestionTooLongException(String message) {
            super(message);
        }
    }
}
