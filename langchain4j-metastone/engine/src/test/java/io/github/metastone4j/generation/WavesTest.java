package io.github.metastone4j.generation;

import static io.github.metastone4j.generation.Requests.chosenBy;
import static io.github.metastone4j.generation.Requests.request;
import static io.github.metastone4j.generation.Requests.run;
import static io.github.metastone4j.generation.Requests.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chooser may begin with few trajectories and ask for more. */
class WavesTest {

    private static Decoder decoder;
    private static DecodeLoop loop;

    @BeforeAll
    static void start() {
        decoder = Golden.of("qwen2-float32").decoder(Dtype.FLOAT32);
        loop = new DecodeLoop(decoder, 16, 1L << 30);
    }

    @AfterAll
    static void stop() {
        loop.close();
        decoder.close();
    }

    /** Begins with two and asks for two more until there are enough; remembers what it was asked. */
    private static final class ByTwos implements TrajectoryChooser {

        private final int enough;
        private final List<Integer> asked = new ArrayList<>();

        ByTwos(int enough) {
            this.enough = enough;
        }

        @Override
        public int first(int k) {
            return 2;
        }

        @Override
        public int more(List<Trajectory> competed, int left) {
            asked.add(competed.size());
            return competed.size() < enough ? 2 : 0;
        }

        @Override
        public int choose(List<Trajectory> trajectories) {
            return trajectories.size() - 1;
        }
    }

    private static List<List<Integer>> tokens(GenerationResult result, int count) {
        return result.trajectories().stream()
                .filter(trajectory -> trajectory.index() < count && trajectory.index() != result.chosen())
                .map(trajectory -> Arrays.stream(trajectory.tokens()).boxed().toList())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trajectories_that_come_later_are_those_that_would_have_come_at_once(boolean answerAll) {
        var chooser = new ByTwos(6);
        GenerationResult inWaves = run(loop, chosenBy(request(20, 9, 5), answerAll, chooser));
        GenerationResult atOnce = run(loop, chosenBy(request(20, 9, 5), answerAll, all -> 8));

        assertThat(chooser.asked).containsExactly(2, 4, 6);
        assertThat(inWaves.trajectories()).hasSize(6);
        assertThat(inWaves.chosen()).isEqualTo(5);
        assertThat(tokens(inWaves, 5)).isEqualTo(tokens(atOnce, 5)).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 100})
    void there_are_never_more_than_k(int enough) {
        GenerationResult result = run(loop, chosenBy(request(20, 7, 5), false, new ByTwos(enough)));

        assertThat(result.trajectories()).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 100})
    void nothing_is_left_of_those_that_were_not_needed(int enough) {
        run(loop, chosenBy(request(20, 9, 5), false, new ByTwos(enough)));

        soon(() -> loop.cacheBytes() == 0 && loop.occupancy().rows() == 0);
    }
}
