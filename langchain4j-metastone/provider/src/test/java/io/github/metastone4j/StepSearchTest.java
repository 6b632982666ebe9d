package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import io.github.metastone4j.ScriptedModels.Line;
import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.search.TreeSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepSearchTest {

    private static final Line FIVE = new Line("Two and three.\n\nThat is five.\n\n", "\\boxed{5}", 0.8);
    private static final Line SIX = new Line("Two times three.\n\nThat is six.\n\n", "\\boxed{6}", 0.4);

    @TempDir
    Path folder;

    private static ReflectionSettings settings(StepSearch search) {
        return ReflectionSettings.standard()
                .withTrajectories(8)
                .withStepRule("paragraph")
                .withSearch(search)
                .withSeed(1L);
    }

    private Reflection ask(ReflectionSettings settings) {
        return ask(settings, ReflectionListener.NONE);
    }

    private Reflection ask(ReflectionSettings settings, ReflectionListener listener) {
        try (ReflectiveModel model = ScriptedModels.model(folder, FIVE, SIX)) {
            return model.reflect("2, 3?", settings, listener);
        }
    }

    private static List<ReflectionTrajectory> stopped(Reflection reflection) {
        return reflection.trajectories().stream()
                .filter(one -> one.ending() == Ending.STOPPED)
                .toList();
    }

    @Test
    void a_beam_stops_what_scores_low_and_goes_on_with_what_scores_high() {
        Reflection reflection = ask(settings(new BeamSearch(2)));

        assertThat(reflection.answer()).isEqualTo("\\boxed{5}");
        assertThat(stopped(reflection)).isNotEmpty().anyMatch(one -> one.score() < 0.5);
        assertThat(reflection.trajectories())
                .filteredOn(one -> one.ending() == Ending.CLOSED)
                .hasSize(8)
                .allMatch(one -> one.score() > 0.7);
    }

    @Test
    void a_tree_ends_once_as_many_expansions_have_come_to_an_end_as_began() {
        Reflection reflection = ask(settings(TreeSearch.STANDARD));

        assertThat(reflection.answer()).isEqualTo("\\boxed{5}");
        assertThat(reflection.completed()).isEqualTo(8 * TreeSearch.STANDARD.expansion());
    }

    @Test
    void a_tree_whose_budget_is_gone_still_answers() {
        Reflection reflection = ask(settings(new TreeSearch(4, 0.3, 1)));

        assertThat(reflection.completed()).isOne();
        assertThat(stopped(reflection)).hasSize(7);
        assertThat(reflection.answer()).isEqualTo("\\boxed{5}");
    }

    @Test
    void what_is_shared_is_counted_once_and_effort_is_what_began() {
        Reflection reflection = ask(settings(new BeamSearch(4)));

        int written = reflection.trajectories().stream()
                .mapToInt(ReflectionTrajectory::tokens)
                .sum();
        int inherited = reflection.trajectories().stream()
                .filter(one -> one.fork() != null)
                .mapToInt(one -> one.fork().tokens())
                .sum();
        assertThat(inherited).isPositive();
        assertThat(reflection.allTokens()).isEqualTo(written - inherited);
        assertThat(reflection.effort()).isEqualTo(ReasoningEffort.MEDIUM);
    }

    @Test
    void who_copies_what_forks_inherit_has_heard_all_that_each_has_thought() {
        Map<Integer, String> texts = new TreeMap<>();
        Map<Integer, List<ScoredStep>> steps = new TreeMap<>();
        var listener = new ReflectionListener() {
            @Override
            public void onThinking(int trajectory, String text) {
                texts.merge(trajectory, text, String::concat);
            }

            @Override
            public void onStep(int trajectory, String text, double score) {
                steps.computeIfAbsent(trajectory, unseen -> new ArrayList<>()).add(new ScoredStep(text, score));
            }

            @Override
            public void onForked(int from, int trajectory) {
                texts.put(trajectory, texts.get(from));
                steps.put(trajectory, new ArrayList<>(steps.get(from)));
            }
        };

        Reflection reflection = ask(settings(new BeamSearch(2)), listener);

        assertThat(reflection.trajectories())
                .anyMatch(one -> one.fork() != null)
                .allSatisfy(one -> {
                    assertThat(texts.get(one.index()).strip()).isEqualTo(one.thinking());
                    assertThat(steps.get(one.index())).isEqualTo(one.steps());
                });
    }

    @Test
    void votes_are_those_of_all_that_have_thought() {
        Reflection reflection =
                ask(settings(new BeamSearch(2)).withSelection(Aggregator.GEOMETRIC_MEAN, Selector.WEIGHTED_MAJORITY));

        assertThat(reflection.answer()).isEqualTo("\\boxed{5}");
        assertThat(reflection.trajectories())
                .filteredOn(one -> one.ending() == Ending.CLOSED)
                .extracting(ReflectionTrajectory::finalAnswer)
                .hasSize(8)
                .containsOnly("5");
        assertThat(reflection.selection().scores()).hasSize(8);
    }

    @Test
    void what_makes_no_sense_together_is_refused() {
        try (ReflectiveModel model = ScriptedModels.model(folder, FIVE)) {
            assertThatThrownBy(() -> MetaStoneChatModel.builder()
                            .model(model)
                            .effort(ReasoningEffort.AUTO)
                            .search(BeamSearch.STANDARD)
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "search is BeamSearch[expansion=4], confidence 0.95 and pruning 0.0; a search says itself when it has"
                                    + " enough: set confidence to 1 and pruning to 0, or leave search out");
        }
    }

    @Test
    void without_a_score_head_there_is_nothing_to_search_by() {
        ModelOptions options =
                ReflectiveModels.options(ReflectiveModels.withoutHead(folder)).withAllowMissingHead(true);
        try (ReflectiveModel model = ReflectiveModel.load(options)) {
            assertThatThrownBy(() ->
                            model.reflect(new int[] {8}, settings(BeamSearch.STANDARD), new ReflectionListener() {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no score head to search by; leave search out");
        }
    }
}
