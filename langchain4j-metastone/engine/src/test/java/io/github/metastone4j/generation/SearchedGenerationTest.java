package io.github.metastone4j.generation;

import static io.github.metastone4j.generation.Requests.SILENT;
import static io.github.metastone4j.generation.Requests.await;
import static io.github.metastone4j.generation.Requests.chosenBy;
import static io.github.metastone4j.generation.Requests.request;
import static io.github.metastone4j.generation.Requests.run;
import static io.github.metastone4j.generation.Requests.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.generation.Trajectory.Ending;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.search.SearchRun;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.search.TreeSearch;
import io.github.metastone4j.selection.Aggregator;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Searches through the decode loop, with a real model. */
class SearchedGenerationTest {

    private static final long PLENTY = 1L << 30;
    private static final int WIDTH = 4;
    private static final Aggregator MEAN = Aggregator.MEAN;

    private static Decoder decoder;

    @BeforeAll
    static void load() {
        decoder = Golden.of("qwen2-float32").decoder(Dtype.FLOAT32);
    }

    @AfterAll
    static void unload() {
        decoder.close();
    }

    static List<StepSearch> searches() {
        return List.of(new BeamSearch(2), new BeamSearch(3), new TreeSearch(2, 0.3, null), new TreeSearch(3, 1.4, 100));
    }

    /** The best of those that have thought, as the best score has it. */
    private record Searcher(SearchRun search) implements TrajectoryChooser {

        @Override
        public boolean pauses(int tokens, boolean step) {
            return search.pauses(step);
        }

        @Override
        public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
            return search.direct(thinking, others);
        }

        @Override
        public int choose(List<Trajectory> trajectories) {
            return trajectories.stream()
                    .filter(one -> one.ending() != Ending.STOPPED)
                    .max(Comparator.comparingDouble(
                            one -> one.steps().isEmpty() ? 0 : MEAN.aggregate(one.stepScores())))
                    .orElseThrow()
                    .index();
        }
    }

    private static GenerationRequest searched(StepSearch search) {
        return chosenBy(request(30, WIDTH, 1), false, new Searcher(search.begin(WIDTH, MEAN)));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void theOutcomeDependsNeitherOnWhoElseDecodesNorOnHowManyRowsFit(StepSearch search) {
        try (var loop = new DecodeLoop(decoder, 16, PLENTY)) {
            GenerationResult result = run(loop, searched(search));
            assertThat(result.trajectories()).hasSizeGreaterThan(WIDTH);
            for (int rows = 1; rows <= 2; rows++) {
                try (var small = new DecodeLoop(decoder, rows, PLENTY)) {
                    GenerationResult waited = run(small, searched(search));
                    assertThat(told(waited)).as("%s rows", rows).isEqualTo(told(result));
                    assertThat(waited.chosen()).isEqualTo(result.chosen());
                }
            }
            try (var forgetful = new DecodeLoop(decoder, 16, 1)) { // nothing can be kept, so all is read again
                assertThat(run(forgetful, searched(search)).winner().tokens())
                        .isEqualTo(result.winner().tokens());
            }
            Generation beside = loop.submit(request(90, 5, 9), SILENT);
            assertThat(told(run(loop, searched(search)))).isEqualTo(told(result));
            await(beside);
        }
    }

    @ParameterizedTest
    @MethodSource("searches")
    void everyTokenIsCountedOnce(StepSearch search) {
        try (var loop = new DecodeLoop(decoder, 16, PLENTY)) {
            List<Trajectory> all = run(loop, searched(search)).trajectories();
            Set<List<Integer>> prefixes = new HashSet<>();
            for (Trajectory one : all) {
                List<Integer> tokens = told(one).tokens();
                for (int length = 1; length <= tokens.size(); length++) {
                    prefixes.add(tokens.subList(0, length));
                }
            }
            // Two that draw the same token at the same place draw two tokens: what is counted is never less than what
            // there is.
            int drawn = all.stream().mapToInt(Trajectory::drawnTokens).sum();
            int written = all.stream().mapToInt(one -> one.tokens().length).sum();
            assertThat(drawn).isGreaterThanOrEqualTo(prefixes.size()).isLessThan(written);
        }
    }
}
