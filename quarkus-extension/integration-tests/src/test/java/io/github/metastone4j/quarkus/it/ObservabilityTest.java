package io.github.metastone4j.quarkus.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ObservabilityTest {

    private static final String COMPLETION = "completion metastone-nano";

    static class Spans {

        @Produces
        @Singleton
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Produces
        @Singleton
        SpanProcessor processor(InMemorySpanExporter exporter) {
            return SimpleSpanProcessor.create(exporter);
        }
    }

    @Inject
    InMemorySpanExporter spans;

    private static void ask(String question) {
        given().queryParam("q", question).get("/ask").then().statusCode(200);
    }

    /** The value that Prometheus reads for a meter with these labels; 0 if it is not there yet. */
    private static double scraped(String meter, String... labels) {
        return given().get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .filter(line ->
                        line.startsWith(meter + "{") && Arrays.stream(labels).allMatch(line::contains))
                .map(line -> line.replaceAll(" #.*", "")) // an example's span
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void prometheus_reads_how_requests_end_and_what_they_cost() {
        double requests = scraped("metastone_requests_seconds_count", "outcome=\"answered\"", "effort=\"low\"");
        double winners = scraped("metastone_tokens_total", "kind=\"thinking\"");
        double losers = scraped("metastone_tokens_total", "kind=\"discarded\"");
        double trajectories = scraped("metastone_trajectories_total");
        double choices = scraped("metastone_selected_score_count");
        double steps = scraped("metastone_decode_step_seconds_count");

        ask("Compute 7 * 8 - 5.");

        assertThat(scraped("metastone_requests_seconds_count", "outcome=\"answered\"", "effort=\"low\""))
                .isEqualTo(requests + 1);
        assertThat(scraped("metastone_tokens_total", "kind=\"thinking\"")).isGreaterThan(winners);
        assertThat(scraped("metastone_tokens_total", "kind=\"discarded\"")).isGreaterThan(losers);
        assertThat(scraped("metastone_trajectories_total")).isEqualTo(trajectories + 2);
        assertThat(scraped("metastone_selected_score_count")).isEqualTo(choices + 1);
        assertThat(scraped("metastone_decode_step_seconds_count", "model=\"metastone-nano\""))
                .isGreaterThan(steps);
        assertThat(scraped("metastone_phase_seconds_count", "phase=\"queued\"")).isPositive();
    }

    @Test
    void prometheus_reads_what_the_model_has_to_do() {
        ask("Compute 7 * 8 - 5.");

        String all = given().get("/q/metrics").asString();
        assertThat(all)
                .contains(
                        "metastone_requests_running{",
                        "metastone_requests_waiting{",
                        "metastone_rows{",
                        "metastone_cache_bytes{",
                        "gen_ai_client_operation_duration_seconds_count{");
    }

    @Test
    void prometheus_reads_failures_by_their_kind() {
        String kind = "outcome=\"InvalidRequestException\"";
        double failures = scraped("metastone_requests_seconds_count", kind);

        given().queryParam("q", "999999999 ".repeat(200)).get("/ask").then().statusCode(500);

        assertThat(scraped("metastone_requests_seconds_count", kind)).isEqualTo(failures + 1);
    }

    @Test
    void spans_tell_how_many_competed_and_which_won() {
        spans.reset();

        ask("Compute 7 * 8 - 5.");

        assertThat(spans.getFinishedSpanItems()).extracting(SpanData::getName).contains(COMPLETION);
        SpanData span = spans.getFinishedSpanItems().stream()
                .filter(each -> each.getName().equals(COMPLETION))
                .findFirst()
                .orElseThrow();
        assertThat(span.getAttributes().get(AttributeKey.stringKey("metastone.effort")))
                .isEqualTo("low");
        assertThat(span.getAttributes().get(AttributeKey.longKey("metastone.trajectories")))
                .isEqualTo(2);
        assertThat(span.getAttributes().get(AttributeKey.longKey("metastone.selected.index")))
                .isBetween(0L, 1L);
        assertThat(span.getAttributes().get(AttributeKey.doubleKey("metastone.selected.score")))
                .isBetween(0.0, 1.0);
    }
}
