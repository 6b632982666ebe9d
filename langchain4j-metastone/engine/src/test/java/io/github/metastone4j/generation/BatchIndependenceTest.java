package io.github.metastone4j.generation;

import static io.github.metastone4j.generation.Requests.SILENT;
import static io.github.metastone4j.generation.Requests.await;
import static io.github.metastone4j.generation.Requests.prompt;
import static io.github.metastone4j.generation.Requests.request;
import static io.github.metastone4j.generation.Requests.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.generation.Requests.Told;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.kernel.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same seed gives the same trajectory, bit for bit, whoever else runs. */
class BatchIndependenceTest {

    private static final long PLENTY = 1L << 30;

    static Stream<Arguments> models() {
        return Golden.all()
                .flatMap(golden -> Stream.of(Dtype.FLOAT32, Dtype.BFLOAT16).map(dtype -> Arguments.of(golden, dtype)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void aTrajectoryIsTheSameAloneAmongEightInWavesAndBesideOtherRequests(Golden golden, Dtype dtype) {
        try (Decoder decoder = golden.decoder(dtype)) {
            List<Told> expected = told(run(decoder, 64, request(30, 8, 1)));
            assertThat(told(run(decoder, 64, request(30, 1, 1))))
                    .hasSize(1)
                    .first()
                    .satisfies(alone -> assertThat(thinking(alone)).isEqualTo(thinking(expected.get(0))));
            assertThat(told(run(decoder, 3, request(30, 8, 1)))).isEqualTo(expected);
            assertThat(told(run(decoder, 1, request(30, 8, 1)))).isEqualTo(expected);
            try (var loop = new DecodeLoop(decoder, 16, PLENTY)) {
                List<Generation> others = new ArrayList<>();
                others.add(loop.submit(request(200, 3, 7), SILENT));
                others.add(loop.submit(request(2, 5, 8), SILENT));
                Generation mine = loop.submit(request(30, 8, 1), SILENT);
                others.add(loop.submit(request(90, 2, 9), SILENT));
                assertThat(told(await(mine))).isEqualTo(expected);
                others.forEach(Requests::await);
            }
        }
    }

    /** Without what the winner alone writes: who wins is another matter. */
    private static List<Object> thinking(Told told) {
        return List.of(told.tokens().subList(0, told.thinking()), told.steps(), told.ending());
    }

    @ParameterizedTest
    @MethodSource("io.github.metastone4j.kernel.Golden#all")
    void aRowThatGivesItsMemoryBackGoesOnWhereItWas(Golden golden) {
        try (Decoder decoder = golden.decoder(Dtype.FLOAT32)) {
            List<Told> expected = told(run(decoder, 64, request(30, 8, 1)));
            long threeRowsAtTheEnd = 3 * 80 * decoder.bytesPerPosition();
            var watch = new Standstill(8);
            List<Told> actual;
            try (var loop = new DecodeLoop(decoder, 64, threeRowsAtTheEnd)) {
                actual = told(await(loop.submit(request(30, 8, 1), watch)));
            }
            assertThat(watch.longest).as("a row waited while others went on").isGreaterThan(15);
            for (int i = 0; i < 8; i++) { // its cache is computed anew from the text, which rounds otherwise
                assertThat(actual.get(i).tokens()).isEqualTo(expected.get(i).tokens());
                for (int step = 0; step < expected.get(i).steps().size(); step++) {
                    assertThat(actual.get(i).steps().get(step).score())
                            .isCloseTo(expected.get(i).steps().get(step).score(), within(1e-5));
                }
            }
        }
    }

    /** How long a row that had begun to think stood still, in tokens of another. */
    private static final class Standstill implements GenerationListener {
        private final int[] tokens;
        private int longest;

        Standstill(int rows) {
            this.tokens = new int[rows];
        }

        @Override
        public void onToken(int trajectory, int token) {
            tokens[trajectory]++;
            for (int others : tokens) {
                if (tokens[trajectory] > 1) {
                    longest = Math.max(longest, others - tokens[trajectory]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void scoresTakenWhileDecodingAreThoseOfAFullPassOverTheFinishedText(Golden golden, Dtype dtype) {
        try (Decoder decoder = golden.decoder(dtype)) {
            int[] prompt = prompt(30);
            int steps = 0;
            for (Trajectory trajectory : run(decoder, 64, request(30, 6, 3)).trajectories()) {
                int[] text = IntStream.concat(IntStream.of(prompt), IntStream.of(trajectory.tokens()))
                        .toArray();
                Reading reading = decoder.read(text);
                int[] thought = Arrays.copyOf(text, prompt.length + trajectory.thinkingLength());
                List<Integer> positions = StepPositions.of(thought, Requests.TAGS, Requests.STEPS).stream()
                        .filter(position -> position >= prompt.length - 1) // the prompt's own are no steps of the row
                        .toList();
                assertThat(trajectory.steps()).hasSameSizeAs(positions);
                for (int i = 0; i < positions.size(); i++) {
                    Step step = trajectory.steps().get(i);
                    assertThat(step.end()).isEqualTo(positions.get(i) + 2 - prompt.length);
                    double logit = reading.scoreLogits()[positions.get(i)];
                    assertThat(Math.log(step.score() / (1 - step.score())))
                            .isCloseTo(logit, within(dtype == Dtype.FLOAT32 ? 1e-3 : 0.25));
                    steps++;
                }
            }
            assertThat(steps).isGreaterThan(5);
        }
    }

    private static GenerationResult run(Decoder decoder, int maxRows, GenerationRequest request) {
        try (var loop = new DecodeLoop(decoder, maxRows, PLENTY)) {
            return Requests.run(loop, request);
        }
    }
}
