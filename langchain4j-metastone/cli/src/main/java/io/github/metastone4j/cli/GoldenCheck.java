package io.github.metastone4j.cli;

import io.github.metastone4j.generation.StepPositions;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Reading;
import io.github.metastone4j.kernel.RowCache;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.Sequence;
import io.github.metastone4j.selection.Aggregator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Holds a loaded checkpoint against what an independent implementation answers on it. */
final class GoldenCheck {

    private final Decoder decoder;
    private final GoldenFile golden;
    private Quantity features;
    private Quantity logits;
    private Quantity logProbabilities;
    private Quantity headLogits;
    private Quantity stepPositions;
    private Quantity stepScores;
    private Quantity trajectoryScore;
    private Quantity greedyTokens;

    private GoldenCheck(Decoder decoder, GoldenFile golden, Tolerances tolerances) {
        this.decoder = decoder;
        this.golden = golden;
        this.features = Quantity.none("features", tolerances.numbers());
        this.logits = Quantity.none("logits", tolerances.numbers());
        this.logProbabilities = Quantity.none("log-probabilities", tolerances.numbers());
        this.headLogits = Quantity.none("head logits", tolerances.numbers());
        this.stepPositions = Quantity.none("step positions", 0);
        this.stepScores = Quantity.none("step scores", tolerances.scores());
        this.trajectoryScore = Quantity.none("trajectory score", tolerances.scores());
        this.greedyTokens = Quantity.none("greedy tokens", 0);
    }

    /** Every quantity, in the order in which the model computes them: the first that fails is where to look. */
    static List<Quantity> compare(Decoder decoder, GoldenFile golden, Tolerances tolerances) {
        var check = new GoldenCheck(decoder, golden, tolerances);
        golden.cases().forEach(check::read);
        try (RowCache cache = decoder.newCache()) {
            golden.cases().forEach(one -> check.decode(one, cache));
        }
        return List.of(
                check.features,
                check.logits,
                check.logProbabilities,
                check.headLogits,
                check.stepPositions,
                check.stepScores,
                check.trajectoryScore,
                check.greedyTokens);
    }

    /** One pass over the whole text. */
    private void read(GoldenFile.Case one) {
        int[] ids = one.ids();
        int last = ids.length - 1;
        Reading reading = decoder.read(ids);
        features = features.with(one.name(), wide(reading.featuresAt(last)), one.numbers("last_features"));
        logits = logits.with(one.name(), wide(reading.logitsAt(last)), one.numbers("last_logits"));
        double[] ofNext = IntStream.range(0, last)
                .mapToDouble(i -> reading.logProbability(i, ids[i + 1]))
                .toArray();
        logProbabilities = logProbabilities.with(one.name(), ofNext, one.numbers("log_probs_of_next"));
        double[] head = wide(reading.scoreLogits());
        headLogits = headLogits.with(one.name(), head, one.numbers("head_logits"));
        List<Integer> positions = StepPositions.of(ids, golden.think(), golden.steps());
        stepPositions = stepPositions.with(one.name(), positions, one.integers("step_positions"));
        double[] scores = positions.stream()
                .mapToDouble(position -> 1 / (1 + Math.exp(-head[position])))
                .toArray();
        stepScores = stepScores.with(one.name(), scores, one.numbers("step_scores"));
        trajectoryScore = trajectoryScore.with(
                one.name(), new double[] {trajectoryScore(scores)}, new double[] {one.number("trajectory_score")});
    }

    /** Without a head there is no score, and with no step it is 0. */
    private static double trajectoryScore(double[] scores) {
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            return Double.NaN;
        }
        return scores.length == 0 ? 0 : Aggregator.GEOMETRIC_MEAN.aggregate(scores);
    }

    /** Token by token, always the likeliest. */
    private void decode(GoldenFile.Case one, RowCache cache) {
        int[] prompt = one.ids();
        List<Integer> expected = one.integers("greedy");
        List<Integer> tokens = new ArrayList<>();
        try (Sequence sequence = decoder.prefill(Arrays.copyOf(prompt, prompt.length - 1))) {
            cache.reserve(1, prompt.length);
            cache.attach(sequence, 0, 1);
        }
        int token = prompt[prompt.length - 1];
        for (int i = 0; i < expected.size(); i++) {
            var row = new RowInput(token, prompt.length - 1 + i, 0, 1, 0, 1, 0);
            token = cache.step(List.of(row))[0].token();
            tokens.add(token);
        }
        greedyTokens = greedyTokens.with(one.name(), tokens, expected);
    }

    private static double[] wide(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
