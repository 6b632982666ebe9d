package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metastone4j.selection.Aggregator;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class EvaluationTest {

    private static final Evaluation INFORMED = evaluate(simulated(60, 32, 0.15));

    @Test
    void powers_of_two_and_all_samples_are_reported() {
        assertThat(INFORMED.efforts()).containsExactly(1, 2, 4, 8, 16, 32);
        assertThat(evaluate(simulated(2, 20, 0)).efforts()).containsExactly(1, 2, 4, 8, 16, 20);
        assertThat(evaluate(simulated(2, 1, 0)).efforts()).containsExactly(1);
    }

    @Test
    void an_informed_head_lies_between_chance_and_the_oracle() {
        double best = INFORMED.accuracy(Strategy.BEST_SCORE, 32).value();
        double random = INFORMED.accuracy(Strategy.RANDOM, 32).value();

        assertThat(best)
                .isBetween(random + 0.1, INFORMED.accuracy(Strategy.ORACLE, 32).value());
        Estimate gain = INFORMED.gain().get(Strategy.BEST_SCORE).get(32);
        assertThat(gain.value()).isCloseTo(best - random, within(1e-12));
        assertThat(gain.low()).isPositive();
        double majority = INFORMED.accuracy(Strategy.MAJORITY, 32).value();
        assertThat(INFORMED.overMajority().get(32).value()).isCloseTo(best - majority, within(1e-12));
        assertThat(INFORMED.withinProblemAuc().value()).isGreaterThan(0.6);
    }

    @Test
    void with_one_sample_there_is_nothing_to_choose() {
        for (Strategy strategy : Strategy.values()) {
            assertThat(INFORMED.accuracy(strategy, 1).value())
                    .as("%s", strategy)
                    .isCloseTo(INFORMED.accuracy(Strategy.RANDOM, 32).value(), within(1e-12));
        }
    }

    @Test
    void the_same_seed_gives_the_same_numbers() {
        assertThat(evaluate(simulated(60, 32, 0.15))).isEqualTo(INFORMED);
    }

    @Test
    void intervals_hold_their_value_and_close_when_problems_agree() {
        INFORMED.accuracy().values().forEach(byEffort -> byEffort.values()
                .forEach(it -> assertThat(it.value()).isBetween(it.low(), it.high())));

        Sample right = new Sample(List.of(0.5), "7", true, -1, 10);
        Evaluation certain = evaluate(List.of(
                new ProblemResult("a", 1, "7", List.of(right)), new ProblemResult("b", 1, "7", List.of(right))));
        assertThat(certain.accuracy(Strategy.MAJORITY, 1)).isEqualTo(new Estimate(1, 1, 1));
    }

    @Test
    void the_interval_is_about_two_standard_errors_wide() {
        double[] coin = IntStream.range(0, 400).mapToDouble(i -> i % 2).toArray();
        Estimate estimate = new Bootstrap(3).mean(coin);

        assertThat(estimate.value()).isEqualTo(0.5);
        assertThat(estimate.low()).isCloseTo(0.5 - 1.96 * 0.025, within(0.008));
        assertThat(estimate.high()).isCloseTo(0.5 + 1.96 * 0.025, within(0.008));
    }

    @Test
    void tokens_grow_with_k() {
        Sample ten = new Sample(List.of(0.5), "7", true, -1, 10);
        Sample thirty = new Sample(List.of(0.5), "7", true, -1, 30);
        Evaluation evaluation = evaluate(List.of(new ProblemResult("a", 1, "7", List.of(ten, thirty))));

        assertThat(evaluation.tokensPerProblem()).containsEntry(1, 20.0).containsEntry(2, 40.0);
    }

    @Test
    void each_difficulty_has_its_own_accuracies() {
        Sample right = new Sample(List.of(0.5), "7", true, -1, 10);
        Sample wrong = new Sample(List.of(0.5), "8", false, -1, 10);
        Evaluation evaluation = evaluate(List.of(
                new ProblemResult("hard", 5, "7", List.of(wrong)),
                new ProblemResult("easy", 1, "7", List.of(right)),
                new ProblemResult("easy too", 1, "7", List.of(right))));

        assertThat(evaluation.byDifficulty()).extracting(Stratum::difficulty).containsExactly(1, 5);
        assertThat(evaluation.byDifficulty()).extracting(Stratum::problems).containsExactly(2, 1);
        JsonNode json = evaluation.json().path("byDifficulty");
        assertThat(json.at("/1/accuracy/best-score/1").doubleValue()).isEqualTo(1);
        assertThat(json.at("/5/accuracy/best-score/1").doubleValue()).isEqualTo(0);
    }

    @Test
    void an_auc_that_cannot_be_measured_is_null() {
        Sample right = new Sample(List.of(0.5), "7", true, -1, 10);
        Evaluation evaluation = evaluate(List.of(new ProblemResult("a", 1, "7", List.of(right))));

        assertThat(evaluation.mixedProblems()).isZero();
        assertThat(evaluation.json().get("withinProblemAuc").isNull()).isTrue();
        assertThat(evaluation.text()).contains("within-problem AUC, score: not measurable");
    }

    @Test
    void json_holds_what_programs_compare() {
        JsonNode json = INFORMED.json();

        for (String strategy : List.of(
                "best-score", "last-step", "majority", "weighted-majority", "log-probability", "random", "oracle")) {
            for (String k : List.of("1", "2", "4", "8", "16", "32")) {
                assertThat(json.at("/accuracy/" + strategy + "/" + k).isDouble())
                        .isTrue();
                assertThat(json.at("/interval95/" + strategy + "/" + k)).hasSize(2);
            }
        }
        assertThat(json.get("problems").intValue()).isEqualTo(60);
        assertThat(json.get("samplesPerProblem").intValue()).isEqualTo(32);
        assertThat(json.get("withinProblemAuc").doubleValue())
                .isEqualTo(INFORMED.withinProblemAuc().value());
        assertThat(json.at("/tokensPerProblem/32").doubleValue()).isPositive();
        assertThat(json.at("/gain/majority/16").isDouble()).isTrue();
        assertThat(json.at("/overMajorityInterval95/16")).hasSize(2);
        assertThat(json.at("/leader/strategy").textValue())
                .isEqualTo(INFORMED.leader().strategy().toString());
        assertThat(json.at("/laws/best-score/slope").doubleValue()).isPositive();
        assertThat(json.at("/calibration/bins")).hasSize(10);
        assertThat(json.get("scoreLength").isDouble()).isTrue();
        assertThat(json.at("/runningScores/right")).hasSize(10);
    }

    @Test
    void the_table_fits_a_terminal() {
        String text = INFORMED.text();

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(text)
                .isASCII()
                .contains(
                        "best-score",
                        "last-step",
                        "k=32",
                        "within-problem AUC, score: 0.",
                        "expected calibration error: ")
                .contains("Scaling law: accuracy = a + b ln(tokens).");
    }

    @Test
    void markdown_rows_have_equal_columns() {
        assertThat(INFORMED.markdown()
                        .lines()
                        .filter(line -> line.startsWith("|"))
                        .limit(11))
                .allSatisfy(line ->
                        assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(8));
    }

    @Test
    void the_plot_is_well_formed_and_labels_every_line() throws Exception {
        for (Evaluation evaluation : List.of(INFORMED, evaluate(simulated(1, 1, 0)))) {
            String svg = evaluation.plot().svg();
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            assertThat(svg)
                    .doesNotContain("NaN")
                    .contains("best-score", "majority", "random (pass@1)", "oracle (pass@k)");
        }
    }

    @Test
    void every_plot_is_well_formed_and_those_with_nothing_to_draw_are_left_out() throws Exception {
        assertThat(INFORMED.plots()).containsOnlyKeys("accuracy-k", "accuracy-compute", "reliability", "steps");
        for (Plot plot : INFORMED.plots().values()) {
            String svg = plot.svg();
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
        }
        Sample without = new Sample(List.of(), "7", true, -1, 10);
        assertThat(evaluate(List.of(new ProblemResult("a", 1, "7", List.of(without))))
                        .plots())
                .containsOnlyKeys("accuracy-k");
    }

    @Test
    void an_image_is_twice_as_wide_as_the_document_and_has_ink_where_that_has() throws Exception {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(INFORMED.plot().png()));

        assertThat(image.getWidth()).isEqualTo(1520);
        assertThat(image.getHeight()).isEqualTo(840);
        assertThat(new Color(image.getRGB(0, 0), true).getAlpha()).isZero();
        // Where the line of best-score ends there is a dot of its colour.
        Matcher dot = Pattern.compile("<circle cx=\"([\\d.]+)\" cy=\"([\\d.]+)\" r=\"3\" fill=\"#e0663c\"/>\n<path")
                .matcher(INFORMED.plot().svg());
        assertThat(dot.find()).isTrue();
        int pixel = image.getRGB(
                (int) (2 * Double.parseDouble(dot.group(1))), (int) (2 * Double.parseDouble(dot.group(2))));
        assertThat(new Color(pixel, true).getAlpha()).isEqualTo(255);
    }

    @Test
    void who_leads_and_whether_by_more_than_chance_is_told_in_a_sentence() {
        Sample scored = new Sample(List.of(0.9), "8", false, -1, 10);
        Sample voted = new Sample(List.of(0.1), "7", true, -1, 10);
        List<ProblemResult> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(new ProblemResult("problem " + i, 1, "7", List.of(scored, voted, voted)));
        }
        Evaluation evaluation = evaluate(results);

        assertThat(evaluation.leader())
                .isEqualTo(new Leader(Strategy.MAJORITY, Strategy.BEST_SCORE, new Estimate(1, 1, 1)));
        assertThat(evaluation.text().replace('\n', ' '))
                .contains(
                        "At k = 3 majority is right most often: 100.0 %, +100.0 [+100.0, +100.0] points to best-score,"
                                + " which is significant: the interval excludes 0.");
        assertThat(evaluate(List.of(new ProblemResult("a", 1, "7", List.of(voted, voted))))
                        .text()
                        .replace('\n', ' '))
                .contains("At k = 2 best-score is right most often: 100.0 %, +0.0 [+0.0, +0.0] points to last-step,"
                        + " which is not significant: the interval holds 0.");
    }

    @Test
    void cost_is_parameters_times_tokens() {
        Evaluation evaluation = Evaluation.of(simulated(4, 8, 0.1), Aggregator.GEOMETRIC_MEAN, 1, 1_000_000);

        assertThat(evaluation.parameterTokens(4))
                .isEqualTo(1e6 * evaluation.tokensPerProblem().get(4));
        assertThat(evaluation.text()).contains("parameters*tokens").contains("ln(parameters * tokens)");
        assertThat(evaluation.laws().keySet()).containsExactlyElementsOf(Strategy.selectors());
    }

    @Test
    void uneven_samples_are_refused_with_the_problem_named() {
        List<ProblemResult> uneven = new ArrayList<>(simulated(1, 4, 0));
        uneven.add(new ProblemResult("short", 1, "7", simulated(1, 3, 0).get(0).samples()));

        assertThatThrownBy(() -> evaluate(uneven))
                .hasMessageContaining("problem 'short' has 3 samples, the first has 4");
        assertThatThrownBy(() -> evaluate(List.of())).hasMessageContaining("no results");
        assertThatThrownBy(() -> new ProblemResult("x", 1, "7", List.of())).hasMessageContaining("'x' has no samples");
    }

    @Test
    void an_effort_that_was_not_measured_is_refused() {
        assertThatThrownBy(() -> INFORMED.accuracy(Strategy.MAJORITY, 3)).hasMessageContaining("[1, 2, 4, 8, 16, 32]");
    }

    private static Evaluation evaluate(List<ProblemResult> results) {
        return Evaluation.of(results, Aggregator.GEOMETRIC_MEAN, 11);
    }

    /** Problems of growing difficulty; right samples score higher by {@code signal} on average. */
    private static List<ProblemResult> simulated(int problems, int samples, double signal) {
        SplittableRandom random = new SplittableRandom(42);
        List<ProblemResult> results = new ArrayList<>();
        for (int p = 0; p < problems; p++) {
            double chance = 0.1 + 0.6 * random.nextDouble();
            List<Sample> drawn = new ArrayList<>();
            for (int s = 0; s < samples; s++) {
                boolean right = random.nextDouble() < chance;
                double shift = right ? signal : 0;
                drawn.add(new Sample(
                        random.doubles(4, 0, 1 - signal)
                                .map(score -> score + shift)
                                .boxed()
                                .toList(),
                        right ? "7" : String.valueOf(10 + random.nextInt(5)),
                        right,
                        -20 * random.nextDouble() + (right ? 3 : 0),
                        100 + random.nextInt(100)));
            }
            results.add(new ProblemResult("problem " + p, chance > 0.4 ? 1 : 2, "7", drawn));
        }
        return results;
    }
}
