package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.metastone4j.ScriptedModels.Line;
import io.github.metastone4j.effort.EffortReport;
import io.github.metastone4j.effort.EffortReport.End;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptiveEffortTest {

    private static final Line FIVE = new Line("Two and three.\n\n", "\\boxed{5}", 0.8);
    private static final Line SIX = new Line("Two times three.\n\n", "\\boxed{6}", 0.4);
    private static final Line CHAT = new Line("A greeting.\n\n", "Hello", 0.6);

    @TempDir
    Path folder;

    private ReflectiveModel model;

    @BeforeEach
    void load() {
        model = ScriptedModels.model(
                folder,
                prompt -> prompt.contains("easy")
                        ? List.of(FIVE)
                        : prompt.contains("chat") ? List.of(CHAT) : List.of(FIVE, SIX));
    }

    @AfterEach
    void close() {
        model.close();
    }

    private MetaStoneChatModel chat(ReasoningEffort effort) {
        return MetaStoneChatModel.builder()
                .model(model)
                .effort(effort)
                .selector(Selector.WEIGHTED_MAJORITY)
                .seed(1L)
                .build();
    }

    private static Reflection ask(MetaStoneChatModel chat, String question) {
        return reflection(ChatRequest.builder().messages(UserMessage.from(question)), chat);
    }

    private static Reflection reflection(ChatRequest.Builder request, MetaStoneChatModel chat) {
        return ((MetaStoneChatResponseMetadata) chat.chat(request.build()).metadata()).reflection();
    }

    @Test
    void where_the_first_four_agree_no_more_are_sampled() {
        Reflection reflection = ask(chat(ReasoningEffort.AUTO), "easy");

        assertThat(reflection.trajectories()).hasSize(4);
        // The leader of a beta-binomial with 28 trials, parameters 5 and 1, by scipy.stats.
        assertThat(reflection.spending().agreement()).isCloseTo(0.977761, within(1e-6));
        assertThat(reflection.spending().end()).isEqualTo(End.SURE);
        assertThat(reflection.effort()).isEqualTo(ReasoningEffort.AUTO);
    }

    @Test
    void where_they_differ_more_follow_until_it_is_sure_or_there_are_32() {
        Reflection reflection = ask(chat(ReasoningEffort.AUTO), "hard");

        assertThat(reflection.trajectories()).hasSizeGreaterThan(4).hasSizeLessThanOrEqualTo(32);
        EffortReport spent = reflection.spending();
        assertThat(spent.waves().get(0).begun()).isEqualTo(4);
        assertThat(spent.waves().get(spent.waves().size() - 1).begun())
                .isEqualTo(reflection.trajectories().size());
        assertThat(spent.waves().subList(0, spent.waves().size() - 1))
                .allSatisfy(wave -> assertThat(wave.agreement()).isLessThan(0.95));
        assertThat(spent.end() == End.ALL || spent.agreement() >= 0.95).isTrue();
    }

    @Test
    void its_trajectories_are_the_first_of_those_that_high_effort_samples() {
        Reflection some = ask(chat(ReasoningEffort.AUTO), "easy");
        Reflection all = ask(chat(ReasoningEffort.HIGH), "easy");

        assertThat(all.trajectories()).hasSize(32);
        assertThat(all.spending().end()).isEqualTo(End.ALL);
        assertThat(all.spending().agreement()).isNaN();
        assertThat(some.trajectories()).isEqualTo(all.trajectories().subList(0, 4));
    }

    @Test
    void where_nobody_gives_an_answer_that_can_be_compared_about_medium_effort_is_spent() {
        Reflection reflection = ask(chat(ReasoningEffort.AUTO), "chat");

        assertThat(reflection.spending().end()).isEqualTo(End.NO_ANSWERS);
        assertThat(reflection.trajectories()).hasSize(9); // 4, 6, 9: eight at least
        assertThat(reflection.spending().agreement()).isNaN();
    }

    @Test
    void a_request_may_ask_for_all_where_the_model_is_adaptive() {
        var high = MetaStoneChatRequestParameters.builder()
                .effort(ReasoningEffort.HIGH)
                .build();

        Reflection reflection = reflection(
                ChatRequest.builder().messages(UserMessage.from("easy")).parameters(high), chat(ReasoningEffort.AUTO));

        assertThat(reflection.trajectories()).hasSize(32);
    }

    @Test
    void how_sure_is_sure_enough_can_be_said() {
        MetaStoneChatModel chat = MetaStoneChatModel.builder()
                .model(model)
                .trajectories(64)
                .confidence(0.99)
                .seed(1L)
                .build();

        assertThat(ask(chat, "easy").trajectories()).hasSize(6);
        assertThatThrownBy(() -> MetaStoneChatModel.builder()
                        .model(model)
                        .confidence(2.0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("confidence is 2.0; it must be between 0.5 and 1");
    }
}
