package io.github.metastone4j.conformance;

import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.kernel.ScriptedEngine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The model that the suite talks to: tokenizer and chat template of the embedded one, and in the place of its weights
 * {@link ScriptedReasoning}.
 */
final class ScriptedModel {

    /** What was measured of the weights beside the text side says nothing about a script. */
    private static final ModelOptions OPTIONS = ModelOptions.embedded().withCalibrated(false);

    private static final int CONTEXT_LENGTH = 16_384;
    private static final long SEED = 1; // any: of 32 trajectories some will be careful and some careless

    private ScriptedModel() {}

    static ReflectiveModel open() {
        return open(Duration.ZERO);
    }

    /** @param perToken what the device takes to draw one */
    static ReflectiveModel open(Duration perToken) {
        var model = new AtomicReference<ReflectiveModel>();
        var reasoning = new ScriptedReasoning(() -> model.get().tokenizer());
        var engine = new ScriptedEngine(CONTEXT_LENGTH, (text, row) -> {
            LockSupport.parkNanos(perToken.toNanos());
            return reasoning.next(text, row);
        });
        model.set(ReflectiveModel.on(engine, OPTIONS));
        return model.get();
    }

    /** A model whose device fails at the first token. */
    static ReflectiveModel openFailing() {
        var engine = new ScriptedEngine(CONTEXT_LENGTH, (text, row) -> {
            throw new IllegalStateException("the device is lost");
        });
        return ReflectiveModel.on(engine, OPTIONS);
    }

    static MetaStoneChatModel.Builder chatModel(ReflectiveModel model) {
        return MetaStoneChatModel.builder()
                .model(model)
                .effort(ReasoningEffort.HIGH)
                .seed(SEED);
    }

    static MetaStoneStreamingChatModel.Builder streamingChatModel(ReflectiveModel model) {
        return MetaStoneStreamingChatModel.builder()
                .model(model)
                .effort(ReasoningEffort.HIGH)
                .seed(SEED);
    }
}
