package io.github.metastone4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a grid of uniform numbers, tokens come as often as a plain computation of the distribution says. */
class SamplingTest {

    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @BeforeAll
    static void useOneThread() {
        Decoder.setThreads(1);
    }

    private record Settings(double temperature, double topP, int topK, double penalty) {
        double[] at(double uniform) {
            return new double[] {temperature, topP, topK, penalty, uniform};
        }
    }

    private record Drawn(int token, double logProbability) {}

    @ParameterizedTest
    @CsvSource({
        "0.7, 0.9, 0, 1", // the nucleus lies within the 64 likeliest
        "1, 1, 20, 1",
        "1.3, 0.8, 20, 1.2",
        "0.6, 0.95, 0, 1.05",
        "1, 1, 100, 1",
        "1, 0.7, 100, 1",
        "1, 1, 5000, 1", // more than there are tokens
        "0.2, 0.5, 1, 1",
    })
    void tokensComeAsOftenAsTheirProbability(double temperature, double topP, int topK, double penalty) {
        var settings = new Settings(temperature, topP, topK, penalty);
        float[] logits = peaked(200, 2.5, 1);
        long[] seen = {3, 5, 5, 90, 17};
        double[] expected = distribution(logits, seen, settings);
        double[] found = frequencies(logits, seen, settings, 4000);
        for (int token = 0; token < logits.length; token++) {
            assertThat(found[token]).as("token %d", token).isCloseTo(expected[token], within(0.001));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 4099, 5120, 6001})
    void aFlatDistributionIsDrawnFromWithoutSorting(int vocabulary) {
        // 200 tokens, all over the vocabulary, have nearly all mass: more than 64 make the nucleus
        float[] logits = new float[vocabulary];
        var random = new Random(7);
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < 200; i++) {
            logits[(int) ((long) i * vocabulary / 200)] = (float) (random.nextGaussian() * 0.5);
        }
        for (double topP : new double[] {1, 0.9, 0.6}) {
            var settings = new Settings(1, topP, 0, 1);
            double[] expected = distribution(logits, new long[] {0}, settings);
            double[] found = frequencies(logits, new long[] {0}, settings, 4000);
            for (int token = 0; token < vocabulary; token++) {
                if (expected[token] == 0) {
                    assertThat(found[token])
                            .as("token %d outside the nucleus", token)
                            .isZero();
                } else {
                    assertThat(found[token]).as("token %d", token).isCloseTo(expected[token], within(0.004));
                }
            }
        }
    }

    @Test
    void aLargeVocabularyIsSearchedBlockByBlockAndNothingIsMissed() {
        float[] logits = peaked(9472, 3, 5); // 37 blocks of 256
        for (int topK : new int[] {1, 2, 10, 64, 70}) {
            var settings = new Settings(1, 1, topK, 1);
            double[] expected = distribution(logits, new long[] {0}, settings);
            double[] found = frequencies(logits, new long[] {0}, settings, 1000);
            for (int token = 0; token < logits.length; token++) {
                assertThat(found[token]).as("token %d", token).isCloseTo(expected[token], within(0.0021));
            }
        }
    }

    @Test
    void temperatureZeroTakesTheLikeliestAlsoBesideOthersThatAreSampled() {
        float[] logits = peaked(500, 1, 3);
        logits[77] = 5;
        logits[78] = Math.nextUp(5f); // as probabilities the two are equal
        Drawn[] drawn = sample(new float[][] {logits, logits}, new long[] {0}, new double[][] {
            new Settings(0, 1, 0, 1).at(0.3), new Settings(1, 1, 0, 1).at(0.999)
        });
        assertThat(drawn[0].token()).isEqualTo(78);
        assertThat(one(logits, new long[] {0}, new Settings(0, 0.5, 3, 1), 0.9).token())
                .isEqualTo(78);
    }

    @Test
    void ofEqualTokensTheFirstCountsAsLikelier() {
        float[] logits = new float[300];
        logits[40] = 3;
        logits[140] = 3;
        logits[240] = 3;
        for (var settings : new Settings[] {
            new Settings(1, 1e-9, 0, 1),
            new Settings(1, 1, 1, 1),
            new Settings(0, 1, 0, 1),
            new Settings(1, 0.01, 100, 1)
        }) {
            for (double uniform : new double[] {0, 0.5, ALMOST_ONE}) {
                assertThat(one(logits, new long[] {0}, settings, uniform).token())
                        .isEqualTo(40);
            }
        }
        assertThat(one(logits, new long[] {0}, new Settings(1, 1, 2, 1), ALMOST_ONE)
                        .token())
                .isEqualTo(140);
    }

    @Test
    void theEndsOfTheUnitIntervalStayWithinTheNucleus() {
        for (int vocabulary : new int[] {100, 300, 5120}) {
            float[] logits = peaked(vocabulary, 2, 11);
            Arrays.fill(logits, 0, 30, Float.NEGATIVE_INFINITY);
            Arrays.fill(logits, vocabulary - 30, vocabulary, Float.NEGATIVE_INFINITY);
            for (double topP : new double[] {1, 0.999, 0.5, 1e-12}) {
                for (int topK : new int[] {0, 3, 80}) {
                    var settings = new Settings(1.5, topP, topK, 1);
                    double[] allowed = distribution(logits, new long[] {0}, settings);
                    for (double uniform : new double[] {0, Double.MIN_VALUE, 0.5, ALMOST_ONE}) {
                        Drawn drawn = one(logits, new long[] {0}, settings, uniform);
                        assertThat(allowed[drawn.token()])
                                .as("v %d, %s, u %s", vocabulary, settings, uniform)
                                .isPositive();
                    }
                }
            }
        }
    }

    @Test
    void aTokenThatIsImpossibleStaysSo() {
        float[] logits = new float[128];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[99] = -4;
        for (double temperature : new double[] {0, 0.01, 1, 100}) {
            Drawn drawn = one(logits, new long[] {99, 3}, new Settings(temperature, 1, 0, 1.3), 0.5);
            assertThat(drawn.token()).isEqualTo(99);
            assertThat(drawn.logProbability()).isZero();
        }
    }

    @Test
    void thePenaltyDividesWhatIsPositiveAndMultipliesWhatIsNegative() {
        // As Hugging Face has it: each token that was there is punished once, however often it was.
        float[] logits = {2, 1.5f, -1, -1.05f};
        assertThat(greedy(logits, new long[] {0, 0, 0}, 1.3)).isEqualTo(0); // 2 / 1.3 > 1.5
        assertThat(greedy(logits, new long[] {0, 0, 0}, 1.4)).isEqualTo(1); // 2 / 1.4 < 1.5
        float[] negative = {-1, -1.05f, -9, -9};
        assertThat(greedy(negative, new long[] {0, 0}, 1.04)).isEqualTo(0); // -1 * 1.04 > -1.05
        assertThat(greedy(negative, new long[] {0, 0}, 1.06)).isEqualTo(1);
        assertThat(greedy(negative, new long[] {1, 1}, 0.5)).isEqualTo(1); // below 1 it is a reward
    }

    @Test
    void theLogProbabilityIsTheModelsOwnWhateverTheSettings() {
        float[] logits = peaked(320, 2, 13);
        double[] own = distribution(logits, new long[] {0}, new Settings(1, 1, 0, 1));
        for (var settings :
                new Settings[] {new Settings(0.3, 0.5, 0, 1.5), new Settings(0, 1, 0, 1), new Settings(2, 1, 5, 1)}) {
            for (double uniform : new double[] {0.1, 0.9}) {
                Drawn drawn = one(logits, new long[] {1, 2, 3}, settings, uniform);
                assertThat(drawn.logProbability()).isCloseTo(Math.log(own[drawn.token()]), within(1e-5));
            }
        }
    }

    @Test
    void aRowsDrawDoesNotHangOnTheSettingsOfOthers() {
        float[] flat = peaked(5120, 0.3, 17); // a nucleus of thousands
        float[] peaked = peaked(5120, 3, 19);
        for (float[] mine : new float[][] {flat, peaked}) {
            var settings = new Settings(0.8, 0.95, 0, 1);
            Drawn alone = one(mine, new long[] {0}, settings, 0.37);
            for (var others : new Settings[] {
                new Settings(1, 1, 3000, 1),
                new Settings(0, 1, 0, 1),
                new Settings(1, 0.3, 0, 1.3),
                new Settings(2, 1, 0, 1)
            }) {
                for (float[] theirs : new float[][] {flat, peaked}) {
                    Drawn[] drawn = sample(new float[][] {mine, theirs, theirs}, new long[] {0}, new double[][] {
                        settings.at(0.37), others.at(0.2), others.at(0.7)
                    });
                    assertThat(drawn[0]).isEqualTo(alone);
                }
            }
        }
    }

    private static int greedy(float[] logits, long[] seen, double penalty) {
        return one(logits, seen, new Settings(0, 1, 0, penalty), 0).token();
    }

    private static Drawn one(float[] logits, long[] seen, Settings settings, double uniform) {
        return sample(new float[][] {logits}, seen, new double[][] {settings.at(uniform)})[0];
    }

    private static double[] frequencies(float[] logits, long[] seen, Settings settings, int grid) {
        double[] found = new double[logits.length];
        int rows = 500;
        var copies = new float[rows][];
        Arrays.fill(copies, logits);
        for (int from = 0; from < grid; from += rows) {
            int start = from;
            double[][] each = IntStream.range(0, rows)
                    .mapToObj(i -> settings.at((start + i + 0.5) / grid))
                    .toArray(double[][]::new);
            for (Drawn drawn : sample(copies, seen, each)) {
                found[drawn.token()] += 1.0 / grid;
            }
        }
        return found;
    }

    private static Drawn[] sample(float[][] logits, long[] seen, double[][] settings) {
        return sample(logits, seen, settings, new long[0], new long[0]);
    }

    /** @param allowed and barred are pairs of row and token */
    private static Drawn[] sample(float[][] logits, long[] seen, double[][] settings, long[] allowed, long[] barred) {
        int rows = logits.length;
        int vocabulary = logits[0].length;
        float[] flatLogits = new float[rows * vocabulary];
        double[] flatSettings = new double[rows * 5];
        long[] flatSeen = new long[rows * seen.length];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(logits[i], 0, flatLogits, i * vocabulary, vocabulary);
            System.arraycopy(settings[i], 0, flatSettings, i * 5, 5);
            System.arraycopy(seen, 0, flatSeen, i * seen.length, seen.length);
        }
        Kernels kernels = Kernels.serving();
        try (PtNDManager scope = kernels.newManager()) {
            double[] result = kernels.tensor(
                            scope,
                            "sampling",
                            (PtNDArray) scope.create(flatLogits, new Shape(rows, vocabulary)),
                            (PtNDArray) scope.create(flatSeen, new Shape(rows, seen.length)),
                            (PtNDArray) scope.create(flatSettings, new Shape(rows, 5)),
                            (PtNDArray) scope.create(allowed, new Shape(allowed.length / 2, 2)),
                            (PtNDArray) scope.create(barred, new Shape(barred.length / 2, 2)))
                    .toDoubleArray();
            return IntStream.range(0, rows)
                    .mapToObj(i -> new Drawn((int) result[2 * i], result[2 * i + 1]))
                    .toArray(Drawn[]::new);
        }
    }

    @Test
    void aRestrictedRowDrawsFromItsOwnTokensAloneAndTheOthersFromAll() {
        float[] logits = peaked(300, 2, 9);
        var settings = new Settings(1, 0.9, 0, 1.1);
        var greedy = new Settings(0, 1, 0, 1);
        long[] seen = {4, 7};
        float[] restricted = new float[300];
        Arrays.fill(restricted, Float.NEGATIVE_INFINITY);
        for (int token : new int[] {7, 120, 299}) {
            restricted[token] = logits[token];
        }
        for (double uniform = 0.005; uniform < 1; uniform += 0.01) {
            Drawn[] drawn = sample(
                    new float[][] {logits, logits, logits},
                    seen,
                    new double[][] {settings.at(uniform), settings.at(uniform), greedy.at(uniform)},
                    new long[] {1, 7, 1, 120, 1, 299, 2, 299},
                    new long[0]);
            assertThat(drawn[0]).isEqualTo(one(logits, seen, settings, uniform));
            assertThat(drawn[1].token())
                    .isEqualTo(one(restricted, seen, settings, uniform).token());
            // How likely the model itself makes it, which nobody restricts.
            assertThat(drawn[1].logProbability()).isLessThan(-1);
            assertThat(drawn[2].token()).isEqualTo(299);
        }
    }

    @Test
    void aRowDrawsNoneOfTheTokensThatAreBarredForItAndTheOthersAsBefore() {
        float[] logits = peaked(300, 2, 9);
        var settings = new Settings(1, 0.9, 0, 1.1);
        var greedy = new Settings(0, 1, 0, 1);
        long[] seen = {4, 7};
        int likeliest = greedy(logits, seen, 1.1);
        float[] without = logits.clone();
        without[likeliest] = Float.NEGATIVE_INFINITY;
        for (double uniform = 0.005; uniform < 1; uniform += 0.01) {
            Drawn[] drawn = sample(
                    new float[][] {logits, logits, logits},
                    seen,
                    new double[][] {settings.at(uniform), settings.at(uniform), greedy.at(uniform)},
                    new long[0],
                    new long[] {1, likeliest, 2, likeliest});
            assertThat(drawn[0]).isEqualTo(one(logits, seen, settings, uniform));
            assertThat(drawn[1].token())
                    .isEqualTo(one(without, seen, settings, uniform).token());
            assertThat(drawn[2].token())
                    .isEqualTo(one(without, seen, greedy, uniform).token());
        }
    }

    /** The distribution in the order of the field: penalty, temperature, top-k, top-p. */
    private static double[] distribution(float[] logits, long[] seen, Settings settings) {
        double[] x = new double[logits.length];
        for (int i = 0; i < x.length; i++) {
            int token = i;
            boolean old = Arrays.stream(seen).anyMatch(id -> id == token);
            double penalised = logits[i] > 0 ? logits[i] / settings.penalty() : logits[i] * settings.penalty();
            x[i] = (old ? penalised : logits[i]) / settings.temperature();
        }
        Integer[] order = IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -x[i]).thenComparing(i -> i))
                .toArray(Integer[]::new);
        double[] p = new double[x.length];
        int kept = settings.topK() == 0 ? x.length : Math.min(settings.topK(), x.length);
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            p[order[i]] = Math.exp(x[order[i]] - x[order[0]]);
            sum += p[order[i]];
        }
        double before = 0;
        double nucleus = 0;
        for (int i = 0; i < kept; i++) {
            double share = p[order[i]] / sum;
            p[order[i]] = before < settings.topP() ? share : 0;
            nucleus += p[order[i]];
            before += share;
        }
        for (int i = 0; i < x.length; i++) {
            p[i] /= nucleus;
        }
        return p;
    }

    private static float[] peaked(int vocabulary, double deviation, long seed) {
        var random = new Random(seed);
        float[] logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float) (random.nextGaussian() * deviation);
        }
        return logits;
    }
}
