package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.github.metastone4j.ScriptedModels.Line;
import io.github.metastone4j.effort.Budget;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.effort.EffortReport.End;
import io.github.metastone4j.effort.EffortReport.Wave;
import io.github.metastone4j.effort.Spending;
import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.search.TreeSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One token is one byte here, so a step of twenty letters takes 23 tokens. */
class SpendingTest {

    private static final String STEP = " and so it goes on.\n\n";
    private static final Line GOOD = new Line(("Five" + STEP).repeat(6), "\\boxed{5}", 0.9);
    private static final Line BAD = new Line(("Six" + STEP).repeat(6), "\\boxed{6}", 0.2);

    @TempDir
    Path folder;

    private @Nullable ReflectiveModel model;

    @AfterEach
    void close() {
        if (model != null) {
            model.close();
        }
    }

    private Reflection ask(ReflectionSettings settings, Line... lines) {
        if (model == null) {
            model = ScriptedModels.model(folder, lines);
        }
        return model.reflect("?", settings, ReflectionListener.NONE);
    }

    private static ReflectionSettings eight() {
        return ReflectionSettings.standard().withTrajectories(8).withSeed(3L);
    }

    private static int thought(Reflection reflection) {
        return reflection.trajectories().stream()
                .mapToInt(one -> one.ending() == Ending.STOPPED
                        ? one.drawnTokens()
                        : one.thinkingTokens()
                                - (one.fork() == null ? 0 : one.fork().tokens()))
                .sum();
    }

    @Test
    void pruning_stops_those_that_can_hardly_win_and_leaves_the_others_as_they_were() {
        Reflection all = ask(eight(), GOOD, BAD);
        Reflection some = ask(eight().withEconomy(new Economy(1.0, 0.05)), GOOD, BAD);

        assertThat(some.answer()).isEqualTo("\\boxed{5}").isEqualTo(all.answer());
        List<Integer> bad = all.trajectories().stream()
                .filter(one -> one.score() < 0.5)
                .map(ReflectionTrajectory::index)
                .toList();
        assertThat(bad).isNotEmpty();
        assertThat(some.spending().pruned()).isEqualTo(bad);
        assertThat(some.spending().end()).isEqualTo(End.ALL);
        assertThat(some.trajectories()).allSatisfy(one -> {
            if (bad.contains(one.index())) {
                assertThat(one.ending()).isEqualTo(Ending.STOPPED);
                assertThat(one.drawnTokens()).isBetween(48, 64); // two steps have ended

            } else {
                assertThat(one).isEqualTo(all.trajectories().get(one.index()));
            }
        });
        assertThat(some.allTokens()).isLessThan(all.allTokens());
    }

    @Test
    void a_stream_is_told_who_is_given_up() {
        ask(eight(), GOOD, BAD);
        List<Integer> told = new CopyOnWriteArrayList<>();
        try (var chat = MetaStoneStreamingChatModel.builder()
                .model(model)
                .trajectories(8)
                .pruning(0.05)
                .seed(3L)
                .reflectionListener(new ReflectionListener() {
                    @Override
                    public void onStopped(ReflectionTrajectory trajectory) {
                        told.add(trajectory.index());
                    }
                })
                .build()) {
            var heard = new Heard();
            chat.chat("?", heard);
            var metadata = (MetaStoneChatResponseMetadata) heard.response().metadata();

            assertThat(told)
                    .isNotEmpty()
                    .containsExactlyElementsOf(metadata.reflection().spending().pruned());
        }
    }

    @Test
    void where_scores_are_alike_none_is_given_up() {
        Reflection reflection = ask(eight().withEconomy(new Economy(1.0, 0.4)), GOOD);

        assertThat(reflection.spending().pruned()).isEmpty();
    }

    @Test
    void auto_prunes_in_every_wave() {
        var settings = ReflectionSettings.standard()
                .withTrajectories(32)
                .withEconomy(new Economy(0.99, 0.05))
                .withSelection(Aggregator.GEOMETRIC_MEAN, Selector.WEIGHTED_MAJORITY)
                .withSeed(4L);

        Reflection reflection = ask(settings, GOOD, BAD);

        assertThat(reflection.answer()).isEqualTo("\\boxed{5}");
        assertThat(reflection.spending().pruned()).isNotEmpty();
        assertThat(reflection.spending().end()).isEqualTo(End.SURE);
        assertThat(reflection.effort()).isEqualTo(ReasoningEffort.AUTO);
    }

    @Test
    void a_budget_of_tokens_is_kept_and_the_best_so_far_answers() {
        Reflection reflection = ask(eight().withBudget(new Budget(300L, null)), GOOD, BAD);

        assertThat(reflection.spending().end()).isEqualTo(End.TOKENS);
        assertThat(thought(reflection)).isBetween(200, 300 + "</think>".length());
        assertThat(reflection.winner().ending()).isEqualTo(Ending.BUDGET);
        assertThat(reflection.answer()).isEqualTo("\\boxed{5}");
        assertThat(reflection.complete()).isTrue();
    }

    /** The beam's first step takes more than its budget; the tree has tokens for some nodes, however many wait. */
    static List<Arguments> searchesWithBudgets() {
        return List.of(arguments(BeamSearch.STANDARD, 130, 128), arguments(TreeSearch.STANDARD, 300, 250));
    }

    @ParameterizedTest
    @MethodSource("searchesWithBudgets")
    void a_search_keeps_to_the_budget_of_tokens(StepSearch search, long tokens, int least) {
        Reflection reflection = ask(eight().withSearch(search).withBudget(new Budget(tokens, null)), GOOD, BAD);

        assertThat(reflection.spending().end()).isEqualTo(End.TOKENS);
        assertThat(thought(reflection)).isBetween(least, (int) tokens + "</think>".length());
        assertThat(reflection.winner().ending()).isEqualTo(Ending.BUDGET);
        assertThat(reflection.complete()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("searchesWithBudgets")
    void a_search_whose_budget_is_large_enough_goes_the_same_way(StepSearch search) {
        Reflection all = ask(eight().withSearch(search), GOOD, BAD);
        Reflection limited = ask(eight().withSearch(search).withBudget(new Budget(100_000L, null)), GOOD, BAD);

        assertThat(limited.trajectories()).isEqualTo(all.trajectories());
        assertThat(limited.selection()).isEqualTo(all.selection());
        assertThat(limited.spending().end()).isEqualTo(End.ALL);
    }

    @Test
    void a_budget_of_tokens_means_the_same_in_a_tree_whoever_sets_it() {
        ReflectionSettings settings = eight().withSearch(TreeSearch.STANDARD);
        Reflection set = ask(settings.withBudget(new Budget(300L, null)), GOOD, BAD);
        var request = ChatRequest.builder()
                .messages(UserMessage.from("?"))
                .parameters(MetaStoneChatRequestParameters.builder()
                        .tokenBudget(300L)
                        .build())
                .build();

        assertThat(set.spending().end()).isEqualTo(End.TOKENS);
        for (boolean built : List.of(true, false)) {
            var chat = MetaStoneChatModel.builder()
                    .model(model)
                    .trajectories(8)
                    .search(TreeSearch.STANDARD)
                    .seed(3L)
                    .tokenBudget(built ? 300L : null)
                    .returnTrajectories(true)
                    .build();
            ChatResponse response = built ? chat.chat(UserMessage.from("?")) : chat.chat(request);
            Reflection asked = ((MetaStoneChatResponseMetadata) response.metadata()).reflection();
            assertThat(asked.trajectories()).as("built with it: " + built).isEqualTo(set.trajectories());
            assertThat(asked.spending()).isEqualTo(set.spending());
        }
    }

    @Test
    void no_wave_begins_that_the_budget_has_no_tokens_for() {
        var spending = new Spending(32, new Economy(0.99, 0.0), new Budget(200L, null), Aggregator.GEOMETRIC_MEAN);
        assertThat(spending.first()).isEqualTo(4);
        assertThat(spending.more(0.5, 28, 100)).isEqualTo(2); // 16 tokens each, until one looks again
        assertThat(spending.more(0.5, 26, 180)).isZero();
        spending.conclude(0.5);

        assertThat(spending.report().end()).isEqualTo(End.TOKENS);
        assertThat(spending.report().waves()).extracting(Wave::begun).containsExactly(4, 6);
    }

    @Test
    void those_that_have_thought_go_before_the_best_that_thinks() {
        var brief = new Line("Six.\n\n", "\\boxed{6}", 0.2);

        Reflection reflection = ask(eight().withBudget(new Budget(150L, null)), GOOD, brief);

        assertThat(reflection.spending().end()).isEqualTo(End.TOKENS);
        assertThat(reflection.answer()).isEqualTo("\\boxed{6}");
        assertThat(reflection.winner().ending()).isEqualTo(Ending.CLOSED);
    }

    @Test
    void a_budget_that_is_large_enough_changes_nothing() {
        Reflection all = ask(eight(), GOOD, BAD);
        Reflection limited = ask(eight().withBudget(new Budget(100_000L, Duration.ofHours(1))), GOOD, BAD);

        assertThat(limited.trajectories()).isEqualTo(all.trajectories());
        assertThat(limited.selection()).isEqualTo(all.selection());
        assertThat(limited.spending().end()).isEqualTo(End.ALL);
    }

    @Test
    void where_the_time_is_over_at_once_there_still_is_an_answer() {
        Reflection reflection = ask(eight().withBudget(new Budget(null, Duration.ofNanos(1))), GOOD);

        assertThat(reflection.spending().end()).isEqualTo(End.TIME);
        assertThat(reflection.answer()).isEqualTo("\\boxed{5}");
        assertThat(thought(reflection)).isLessThanOrEqualTo(8 + "</think>".length());
    }

    @Test
    void a_deadline_leaves_a_quarter_for_the_answer() {
        model = ScriptedModels.model(folder, prompt -> {
            pause();
            return List.of(new Line(("Five" + STEP).repeat(300), "\\boxed{5}", 0.9));
        });
        var settings = ReflectionSettings.standard().withTrajectories(1).withDeadline(Duration.ofSeconds(2));

        Reflection reflection = model.reflect("?", settings, ReflectionListener.NONE);

        assertThat(reflection.spending().end()).isEqualTo(End.TIME);
        assertThat(reflection.answer()).isEqualTo("\\boxed{5}");
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void budgets_and_prunings_that_are_none_are_refused() {
        model = ScriptedModels.model(folder, GOOD);

        assertThatThrownBy(() -> new Budget(0L, null)).hasMessage("the budget is 0 tokens; it must be at least 1");
        assertThatThrownBy(() -> new Budget(null, Duration.ZERO)).hasMessageContaining("it must be more than zero");
        assertThatThrownBy(() -> new Economy(1.0, 0.5))
                .hasMessage("pruning is 0.5; it must be at least 0, which gives up no trajectory, and less than 0.5");
        assertThatThrownBy(() -> new Economy(0.3, 0.1)).hasMessageContaining("confidence is 0.3");
    }
}
