package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunFeedTest {

    private static final String QUESTION =
            "A farm packs 12 boxes of 8 apples and gives 15 apples away. How many are left?";

    private static String refusal(Object body, int status) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/runs")
                .then()
                .statusCode(status)
                .extract()
                .path("error");
    }

    @Test
    void events_tell_a_run_in_order_from_its_beginning_to_its_bill() {
        String run = Feed.ask(Map.of("question", QUESTION, "effort", "low", "seed", 1));
        List<JsonPath> events = Feed.events(run);

        assertThat(events)
                .extracting(event -> event.getInt("id"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, events.size()).boxed().toList());
        List<String> types = Feed.types(events);
        assertThat(types).startsWith("begun").endsWith("ended", "done");
        int second = types.lastIndexOf("begun");
        assertThat(types.stream().filter(type -> !List.of("tokens", "step", "thought", "answer")
                        .contains(type)))
                .containsExactly(
                        "begun", "selected", "ended", "toolCall", "toolResult", "begun", "selected", "ended", "done");
        for (List<String> round : List.of(types.subList(0, second), types.subList(second, types.size()))) {
            assertThat(round.indexOf("step")).isLessThan(round.indexOf("thought"));
            assertThat(round.lastIndexOf("thought")).isLessThan(round.indexOf("selected"));
            assertThat(round.stream().filter("thought"::equals)).hasSize(2);
        }
        assertThat(Feed.of("begun", events)).hasSize(2).allSatisfy(begun -> {
            assertThat(begun.getInt("event.trajectories")).isEqualTo(2);
            assertThat(begun.getLong("event.seed")).isEqualTo(1);
            assertThat(begun.getInt("event.promptTokens")).isPositive();
        });
        assertThat(Feed.of("toolCall", events).get(0).getString("event.name")).isEqualTo("calculator");
        assertThat(Feed.of("toolResult", events).get(0).getString("event.result"))
                .isEqualTo("81");
        assertThat(Feed.of("step", events)).allSatisfy(step -> {
            assertThat(step.getDouble("event.score")).isBetween(0.0, 1.0);
            assertThat(step.getString("event.text")).isNotBlank();
        });
        assertThat(Feed.of("selected", events).get(0).getMap("event.scores")).hasSize(2);
        assertThat(Feed.of("answer", events).stream()
                        .map(event -> event.getString("event.text"))
                        .collect(Collectors.joining()))
                .contains("81");
        assertThat(Feed.of("done", events).get(0).getInt("event.bill.allTokens"))
                .isGreaterThan(Feed.of("done", events).get(0).getInt("event.bill.thinkingTokens"));
    }

    @Test
    void steps_of_a_trajectory_are_counted_from_0() {
        List<JsonPath> events = Feed.events(Feed.ask(Map.of("question", QUESTION, "effort", "medium", "seed", 2)));

        List<JsonPath> first = events.subList(0, Feed.types(events).indexOf("selected"));
        List<Integer> indexes = Feed.of("step", first).stream()
                .filter(step -> step.getInt("event.trajectory") == 3)
                .map(step -> step.getInt("event.index"))
                .toList();
        assertThat(indexes)
                .isNotEmpty()
                .containsExactlyElementsOf(
                        IntStream.range(0, indexes.size()).boxed().toList());
    }

    @Test
    void whoever_comes_back_with_the_last_id_misses_nothing_and_hears_nothing_twice() {
        String run = Feed.ask(Map.of("question", QUESTION, "effort", "low", "seed", 1));
        int all = Feed.events(run).size();

        List<JsonPath> rest = Feed.events(run, all - 5);

        assertThat(rest)
                .extracting(event -> event.getInt("id"))
                .containsExactly(all - 4, all - 3, all - 2, all - 1, all);
        assertThat(Feed.events(run, all)).isEmpty();
    }

    @Test
    void the_whole_run_can_be_had_and_its_seed_gives_the_same_trajectories() {
        String run = Feed.ask(Map.of("question", QUESTION, "effort", "low"));
        Feed.events(run);
        JsonPath first = given().get("/api/runs/{id}", run)
                .then()
                .statusCode(200)
                .body("question", equalTo(QUESTION))
                .body("over", equalTo(true))
                .body("events.size()", greaterThan(5))
                .extract()
                .jsonPath();

        String again = Feed.ask(Map.of("question", QUESTION, "effort", "low", "seed", first.getLong("seed")));
        Feed.events(again);

        String steps = "events.findAll { it.event.type == 'step' && it.event.trajectory == 1 }.event.text";
        assertThat(given().get("/api/runs/{id}", again).jsonPath().getList(steps))
                .isEqualTo(first.getList(steps));
    }

    @Test
    void a_conversation_remembers_what_was_asked() {
        Map<String, Object> asked = Map.of("question", "Compute 2 + 3.", "effort", "low", "conversation", "c1");
        List<JsonPath> first = Feed.events(Feed.ask(asked));
        List<JsonPath> second = Feed.events(Feed.ask(asked));

        assertThat(Feed.of("begun", second).get(0).getInt("event.promptTokens"))
                .isGreaterThan(Feed.of("begun", first).get(0).getInt("event.promptTokens"));
    }

    @Test
    void what_cannot_be_asked_is_refused_with_what_is_allowed() {
        assertThat(refusal(Map.of("effort", "low"), 400)).contains("question is missing");
        assertThat(refusal(Map.of("question", " "), 400)).contains("question is missing");
        assertThat(refusal(Map.of("question", "1 + 1?", "effort", "heroic"), 400))
                .contains("'heroic'")
                .contains("low, medium, high or auto");
        assertThat(refusal(Map.of("question", "1 + 1?", "conversation", ""), 400))
                .contains("1 to 100");
        assertThat(refusal("{\"question\": ", 400)).contains("JSON");
        assertThat(refusal("{\"question\": \"1 + 1?\", \"seed\": \"x\"}", 400)).contains("JSON");
    }

    @Test
    void effort_auto_begins_with_a_few_and_tells_what_was_decided() {
        List<JsonPath> events = Feed.events(Feed.ask(Map.of(
                "question", "Compute (17 * 23 + 45) * 3 - 48 / 6.", "effort", "auto", "seed", 1, "tools", false)));

        assertThat(Feed.of("begun", events).get(0).getInt("event.trajectories")).isEqualTo(4);
        JsonPath ended = Feed.of("ended", events).get(0);
        int begun = ended.getList("event.finalAnswers").size();
        assertThat(begun).as("with a question this hard").isGreaterThan(4);
        assertThat(ended.getString("event.effort")).startsWith("4, then ").contains(begun + " trajectories");
        Set<Integer> thought = Feed.trajectories("thought", events);
        Set<Integer> stopped = Feed.trajectories("stopped", events);
        assertThat(stopped).doesNotContainAnyElementsOf(thought);
        assertThat(thought.size() + stopped.size()).isEqualTo(begun);
    }

    @Test
    void too_long_a_question_is_refused_with_its_length() {
        assertThat(refusal(Map.of("question", "Compute 1 " + "+ 1 ".repeat(400)), 413))
                .containsPattern("the question has \\d+ tokens; at most \\d+ are allowed");
    }

    @Test
    void an_unknown_run_is_not_found() {
        given().get("/api/runs/none").then().statusCode(404).body("error", containsString("there is no run 'none'"));
        given().get("/api/runs/none/events").then().statusCode(404);
        given().delete("/api/runs/none").then().statusCode(404);
    }

    @Test
    void the_model_is_described() {
        given().get("/api/model")
                .then()
                .statusCode(200)
                .body("facts.name", equalTo("metastone-nano"))
                .body("facts.layers", greaterThan(1))
                .body("facts.contextLength", greaterThan(500))
                .body("load.waiting", equalTo(0))
                .body("tools", equalTo(List.of("calculator", "convert", "solve", "statistics")));
    }
}
