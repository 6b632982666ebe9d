package io.github.metastone4j.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.ReasoningEffort;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever comes first, the model, the agent or somebody who cancels: the conversation is put right before the last event. */
class RunTest {

    private final List<String> happened = new ArrayList<>();
    private final Run run = run();

    private Run run() {
        var question = new Question("1 + 1?", ReasoningEffort.LOW, null, 1, "c", Set.of());
        var begun = new Run(question, null, () -> happened.add("undone"));
        begun.log().follow(0, entry -> happened.add(entry.event().getClass().getSimpleName()));
        return begun;
    }

    @Test
    void an_answer_stays_in_the_conversation() {
        assertThat(run.beginRound()).isTrue();
        assertThat(run.endRound()).isTrue();
        run.complete();
        run.cancel();

        assertThat(happened).containsExactly("Done");
    }

    @Test
    void a_failure_leaves_none() {
        run.beginRound();
        run.endRound();
        run.fail("no memory");
        assertThat(run.endRound()).as("an answer behind a failure").isFalse();

        assertThat(happened).containsExactly("undone", "Failed");
    }

    @Test
    void while_the_model_thinks_a_cancelled_run_is_over_at_once() {
        run.beginRound();
        run.cancel();
        assertThat(happened).containsExactly("undone", "Cancelled");

        assertThat(run.endRound()).as("an answer that came too late").isFalse();
        assertThat(run.beginRound()).isFalse();
        run.fail("cancelled");
        run.complete();
        assertThat(happened).containsExactly("undone", "Cancelled");
    }

    @Test
    void while_a_tool_runs_a_cancelled_run_is_over_when_the_agent_asks_again() {
        run.beginRound();
        run.endRound();
        run.cancel();
        assertThat(happened).as("while the agent may still remember something").isEmpty();

        assertThat(run.beginRound()).isFalse();
        run.fail("cancelled");
        assertThat(happened).containsExactly("undone", "Cancelled");
    }

    @Test
    void while_the_agent_takes_the_answer_down_a_cancelled_run_is_over_when_it_has() {
        run.beginRound();
        run.endRound();
        run.cancel();
        run.complete();

        assertThat(happened).containsExactly("undone", "Cancelled");
    }

    @Test
    void a_run_that_is_cancelled_before_it_was_asked_never_is() {
        run.cancel();

        assertThat(run.beginRound()).isFalse();
    }
}
