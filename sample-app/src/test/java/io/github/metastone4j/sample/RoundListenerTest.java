package io.github.metastone4j.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.selection.Aggregator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundListenerTest {

    private final Run run =
            new Run(new Question("1 + 1?", ReasoningEffort.LOW, null, 1, "c", Set.of()), null, () -> {});
    private final RoundListener listener = new RoundListener(run, null);

    @Test
    void a_fork_is_told_of_behind_all_that_it_inherits_and_its_score_counts_that() {
        listener.onStep(0, "12 + 30 = 42.", 0.81);
        listener.onThinking(0, "So ");
        listener.onForked(0, 1);
        listener.onStep(1, "So 37.", 0.25);

        double first = Aggregator.GEOMETRIC_MEAN.aggregate(List.of(0.81));
        double both = Aggregator.GEOMETRIC_MEAN.aggregate(List.of(0.81, 0.25));
        assertThat(run.log().entries())
                .extracting(RunLog.Entry::event)
                .containsExactly(
                        new RunEvent.Step(0, 0, 0.81, "12 + 30 = 42.", first),
                        new RunEvent.Tokens(Map.of(0, "So ")),
                        new RunEvent.Forked(0, 1),
                        new RunEvent.Step(1, 1, 0.25, "So 37.", both));
    }
}
