package io.github.metastone4j.quarkus.deployment;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.QuarkusDevModeTest;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

public class DevUiTest {

    @RegisterExtension
    static final QuarkusDevModeTest APP = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addClass(Question.class)
                    .addAsResource(
                            new StringAsset(
                                    """
                                    quarkus.langchain4j.metastone.lazy=true
                                    quarkus.langchain4j.metastone.chat-model.trajectories=3
                                    quarkus.devservices.enabled=false
                                    # The Dev UI looks for containers when it ends, here without Docker.
                                    quarkus.log.category."io.quarkus.deployment.builditem".level=OFF
                                    """),
                            "application.properties"));

    private static Map<String, String> question(String effort, String seed) {
        return Map.of("model", "<default>", "question", "Compute 7 * 8 - 5.", "effort", effort, "seed", seed);
    }

    private static Predicate<JsonNode> isOf(String kind) {
        return event -> event.path("kind").asText().equals(kind);
    }

    private static List<JsonNode> of(String kind, List<JsonNode> events) {
        return events.stream().filter(isOf(kind)).toList();
    }

    @Test
    public void a_question_loads_a_lazy_model_and_its_trajectories_are_watched_also_after_a_live_reload()
            throws InterruptedException {
        List<JsonNode> events;
        try (var page = new DevUiSocket()) {
            assertThat(page.model().has("loaded")).isFalse();

            page.call("ask", question("low", "1"));
            events = page.eventsUntil(isOf("answered"));

            assertThat(events.get(0).path("kind").asText()).isEqualTo("loading");
            assertThat(events.get(1).path("trajectories").asInt()).isEqualTo(2);
            assertThat(of("thought", events)).hasSize(2);
            assertThat(of("step", events)).isNotEmpty().allSatisfy(step -> {
                assertThat(step.path("text").asText()).isNotBlank();
                assertThat(step.path("score").asDouble()).isBetween(0.0, 1.0);
            });
            assertThat(of("selected", events)).singleElement().satisfies(selected -> assertThat(
                            selected.path("reason").asText())
                    .isNotBlank());
            assertThat(of("answer", events).stream()
                            .map(event -> event.path("text").asText())
                            .collect(Collectors.joining()))
                    .contains("51");
            assertThat(events.get(events.size() - 1).path("seed").asText()).isEqualTo("1");
            assertThat(events.get(events.size() - 1).hasNonNull("effort"))
                    .as("two were asked for, and two thought")
                    .isFalse();

            JsonNode loaded = page.model().path("loaded");
            assertThat(loaded.path("trajectories").asInt()).isEqualTo(3);
            assertThat(loaded.path("weightBytes").asLong()).isPositive();
            assertThat(loaded.path("running").asInt()).isZero();
        }

        APP.modifySourceFile(Question.class, source -> source.replace("k=", "trajectories="));
        assertThat(get("/question").asString()).startsWith("trajectories=");

        try (var page = new DevUiSocket()) { // a reload closes connections
            page.call("ask", question("low", "1"));
            assertThat(of("answer", page.eventsUntil(isOf("answered"))))
                    .isEqualTo(of("answer", events))
                    .isNotEmpty();
        }
    }

    @Test
    public void with_effort_auto_a_few_begin_and_what_was_decided_is_told() throws InterruptedException {
        try (var page = new DevUiSocket()) {
            page.call("ask", question("auto", "1"));
            List<JsonNode> events = page.eventsUntil(isOf("answered"));

            assertThat(of("begun", events)).singleElement().satisfies(begun -> assertThat(
                            begun.path("trajectories").asInt())
                    .isEqualTo(4));
            JsonNode answered = events.get(events.size() - 1);
            assertThat(answered.path("effort").asText()).contains("trajectories", ": ");
            assertThat(of("thought", events).size() + of("stopped", events).size())
                    .isEqualTo(answered.path("trajectories").asInt());
        }
    }

    @Test
    public void a_question_that_is_cancelled_leaves_the_model_and_a_wrong_one_is_told_why()
            throws InterruptedException {
        try (var page = new DevUiSocket()) {
            page.call("ask", question("high", ""));
            page.eventsUntil(isOf("thinking"));
            page.unsubscribe();
            JsonNode loaded;
            do {
                loaded = page.model().path("loaded");
            } while (loaded.path("running").asInt() > 0);
            assertThat(loaded.path("cacheBytes").asLong()).isZero();

            page.call("ask", question("low", "seven"));
            assertThat(page.eventsUntil(isOf("failed"))).singleElement().satisfies(failed -> assertThat(
                            failed.path("message").asText())
                    .contains("seed", "seven", "whole number"));
        }
    }
}
