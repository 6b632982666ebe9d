package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class MetricPlotTest {

    @TempDir
    Path dir;

    @Test
    void a_plot_is_well_formed_and_names_lines_axes_and_title() throws Exception {
        MetricLog log =
                log("{\"update\":20,\"right\":0.4,\"wrong\":0.5}", "{\"update\":40,\"right\":0.6,\"wrong\":0.3}");

        String svg =
                new MetricPlot(List.of(log), "update", List.of("right", "wrong"), "A < B & C", "score", 1, false).svg();

        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(svg)
                .contains(">right</text>", ">wrong</text>", ">update</text>", ">score</text>", "A &lt; B &amp; C")
                .doesNotContain("NaN");
    }

    @Test
    void the_axis_reaches_from_whole_step_to_whole_step_around_the_data() throws IOException {
        String svg = plot(log("{\"update\":0,\"loss\":0.17}", "{\"update\":100,\"loss\":1.03}"), 1, false);

        // 0.86 in about six steps: 0.2 each, from 0 to 1.2. The drawing reaches from 32 down to 364.
        assertThat(svg).contains(">0</text>", ">1.2</text>").doesNotContain(">1.4</text>");
        assertThat(svg).contains(String.format(Locale.ROOT, "L%.1f %.1f", 670.0, 364 - 332 * 1.03 / 1.2));
    }

    @Test
    void a_logarithmic_axis_has_marks_at_1_2_and_5() throws IOException {
        String svg = plot(log("{\"update\":0,\"loss\":6.0}", "{\"update\":100,\"loss\":0.17}"), 1, true);

        assertThat(svg)
                .contains(">0.1</text>", ">0.2</text>", ">0.5</text>", ">1</text>", ">2</text>", ">5</text>")
                .contains(">10</text>")
                .doesNotContain(">0.05</text>");
    }

    @Test
    void several_runs_give_their_mean_with_the_range_shaded() throws IOException {
        MetricLog one = log("{\"update\":0,\"loss\":1}", "{\"update\":1,\"loss\":2}");
        MetricLog two = log("{\"update\":0,\"loss\":1}", "{\"update\":1,\"loss\":4}");
        MetricLog mean = log("{\"update\":0,\"loss\":1}", "{\"update\":1,\"loss\":3}");

        String both = new MetricPlot(List.of(one, two), "update", List.of("loss"), null, null, 1, false).svg();

        assertThat(both).contains("fill-opacity=\"0.18\"");
        assertThat(plot(one, 1, false)).doesNotContain("fill-opacity");
        // Both axes go from 1 in steps of 0.5, that of the mean alone to 3 and the other to 4.
        assertThat(plot(mean, 1, false)).contains("L670.0 32.0");
        assertThat(both).contains(String.format(Locale.ROOT, "L670.0 %.1f", 364 - 332 * 2 / 3.0));
    }

    @Test
    void a_straight_line_is_smoothed_to_itself_without_spread() throws IOException {
        String[] lines = new String[20];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "{\"update\":" + i + ",\"loss\":" + 2 * i + "}";
        }

        assertThat(plot(log(lines), 7, false)).isEqualTo(plot(log(lines), 1, false));
    }

    @Test
    void a_torn_last_line_is_left_out_and_a_bad_one_before_it_named() throws IOException {
        assertThat(values(log("{\"update\":1,\"loss\":2}", "{\"update\":2,\"lo")))
                .containsExactly(Map.entry(1., 2.));
        assertThatThrownBy(() -> log("{\"update\":1,\"lo", "{\"update\":2,\"loss\":1}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("line 1 of .* is not a JSON object; is it a log of JSON lines\\?");
        assertThatThrownBy(() -> log("{\"upd")).hasMessageContaining("holds no whole line");
    }

    @Test
    void what_a_resumed_run_did_again_replaces_what_was_there() throws IOException {
        MetricLog log = log(
                "{\"update\":1,\"loss\":9}",
                "{\"update\":2,\"loss\":8}",
                "{\"update\":3,\"loss\":7}",
                "{\"update\":2,\"loss\":6}");

        assertThat(values(log)).containsExactly(Map.entry(1., 9.), Map.entry(2., 6.));
    }

    @Test
    void a_second_pass_goes_on_behind_the_first() throws IOException {
        MetricLog log = log(
                "{\"update\":1,\"loss\":9}",
                "{\"update\":2,\"loss\":8}",
                "{\"update\":1,\"loss\":7}",
                "{\"update\":2,\"loss\":6}");

        assertThat(values(log))
                .containsExactly(Map.entry(1., 9.), Map.entry(2., 8.), Map.entry(3., 7.), Map.entry(4., 6.));
    }

    @Test
    void a_field_that_only_some_lines_have_is_drawn_from_those() throws IOException {
        assertThat(values(log("{\"update\":1,\"auc\":9}", "{\"update\":2,\"loss\":8}")))
                .containsExactly(Map.entry(2., 8.));
    }

    @Test
    void a_value_that_is_no_number_interrupts_the_line() throws IOException {
        MetricLog log = log("{\"update\":1,\"loss\":9}", "{\"update\":2,\"loss\":null}", "{\"update\":3,\"loss\":7}");

        assertThat(plot(log, 1, false)).doesNotContain("NaN").containsOnlyOnce("<title>");
        assertThat(plot(log, 1, false).split("fill=\"none\"", -1)).hasSize(3);
    }

    @Test
    void a_missing_field_is_told_with_those_there_are() throws IOException {
        MetricLog log = log("{\"update\":1,\"loss\":9,\"name\":\"x\"}");

        assertThatThrownBy(() -> new MetricPlot(List.of(log), "update", List.of("auc"), null, null, 1, false).svg())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(" has no field 'auc' of numbers; there are update, loss");
    }

    @Test
    void what_has_no_logarithm_is_not_drawn_on_a_logarithmic_scale() throws IOException {
        assertThatThrownBy(() -> plot(log("{\"update\":1,\"loss\":0}"), 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loss is 0.0 at update 1.0, which has no logarithm; draw it on a linear scale");
    }

    @Test
    void one_point_and_a_constant_can_be_drawn() throws IOException {
        assertThat(plot(log("{\"update\":5,\"loss\":3}"), 1, false))
                .contains("<circle")
                .doesNotContain("NaN");
        assertThat(plot(log("{\"update\":5,\"loss\":3}"), 1, true)).doesNotContain("NaN");
        assertThat(plot(log("{\"update\":5,\"loss\":0}", "{\"update\":9,\"loss\":0}"), 3, false))
                .doesNotContain("NaN");
    }

    private static Map<Double, Double> values(MetricLog log) {
        return log.values("update", "loss");
    }

    private static String plot(MetricLog log, int window, boolean logarithmic) {
        return new MetricPlot(List.of(log), "update", List.of("loss"), null, null, window, logarithmic).svg();
    }

    private MetricLog log(String... lines) throws IOException {
        return MetricLog.read(Files.writeString(Files.createTempFile(dir, "log", ".jsonl"), String.join("\n", lines)));
    }
}
