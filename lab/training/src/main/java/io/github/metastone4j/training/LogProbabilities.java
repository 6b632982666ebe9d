package io.github.metastone4j.training;

import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.training.kernel.TrainableModel;
import io.github.metastone4j.training.kernel.TrainingBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills in how likely the tokens of drawn texts were: under the policy that drew them, and under the reference. */
final class LogProbabilities {

    private final TrainableModel policy;
    private final @Nullable Decoder reference;
    private final int tokensPerBatch;

    /** Without a reference, the policy is its own: there is no divergence. */
    LogProbabilities(TrainableModel policy, @Nullable Decoder reference, int tokensPerBatch) {
        this.policy = policy;
        this.reference = reference;
        this.tokensPerBatch = tokensPerBatch;
    }

    /** Changes the texts in place; their advantages stay as they are. */
    void fillIn(List<TrainingText> texts) {
        List<TrainingText> sorted = new ArrayList<>(texts);
        sorted.sort(Comparator.comparingInt(text -> -text.ids().length));
        for (int start = 0; start < sorted.size(); ) {
            int length = Batches.padded(sorted.get(start).ids().length);
            int end = Math.min(sorted.size(), start + Math.max(1, tokensPerBatch / length));
            fill(sorted.subList(start, end), length);
            start = end;
        }
    }

    private void fill(List<TrainingText> rows, int length) {
        TrainingBatch batch = Batches.batch(rows, length);
        float[] drawn = policy.logProbabilities(batch.ids(), batch.targets(), batch.rows());
        float[] before =
                reference == null ? drawn : reference.logProbabilities(batch.ids(), batch.targets(), batch.rows());
        int next = 0;
        for (TrainingText text : rows) {
            for (int i = 0; i < text.policy().length; i += 3) {
                text.policy()[i + 1] = drawn[next];
                text.policy()[i + 2] = before[next++];
            }
        }
    }
}
