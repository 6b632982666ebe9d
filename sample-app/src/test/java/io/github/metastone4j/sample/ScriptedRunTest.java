package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.github.metastone4j.ReflectiveModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ScriptedModel.Profile.class)
class ScriptedRunTest {

    @Inject
    ReflectiveModel model;

    private static List<JsonPath> run(String question) {
        return Feed.events(Feed.ask(Map.of("question", question, "effort", "low", "seed", 1)));
    }

    private static String answer(List<JsonPath> events) {
        return Feed.of("answer", events).stream()
                .map(event -> event.getString("event.text"))
                .collect(Collectors.joining());
    }

    @Test
    void a_call_is_told_with_its_result_and_another_round_answers() {
        List<JsonPath> events = run("What is 12 * 8 - 15?");

        assertThat(Feed.types(events).stream().filter(type -> !List.of("tokens", "step", "thought", "answer")
                        .contains(type)))
                .containsExactly(
                        "begun", "selected", "ended", "toolCall", "toolResult", "begun", "selected", "ended", "done");
        JsonPath call = Feed.of("toolCall", events).get(0);
        assertThat(call.getString("event.name")).isEqualTo("calculator");
        assertThat(call.getString("event.arguments")).contains("12 * 8 - 15");
        JsonPath result = Feed.of("toolResult", events).get(0);
        assertThat(result.getString("event.result")).isEqualTo("81");
        assertThat(result.getBoolean("event.failed")).isFalse();
        assertThat(result.getString("event.id")).isEqualTo(call.getString("event.id"));
        assertThat(Feed.of("begun", events))
                .extracting(event -> event.getInt("event.round"))
                .containsExactly(1, 2);
        assertThat(answer(events)).isEqualTo("The tool says: 81.");
        assertThat(Feed.of("done", events).get(0).getInt("event.bill.rounds")).isEqualTo(2);
    }

    @Test
    void a_number_is_taken_where_text_is_wanted() {
        List<JsonPath> events = run("How long are 10 miles?");

        assertThat(Feed.of("toolResult", events).get(0).getString("event.result"))
                .isEqualTo("16.09344 km");
    }

    @Test
    void what_a_tool_refuses_is_read_by_the_model() {
        List<JsonPath> events = run("Something wrong, please.");

        assertThat(Feed.of("toolResult", events)).singleElement().satisfies(result -> {
            assertThat(result.getBoolean("event.failed")).isTrue();
            assertThat(result.getString("event.result")).startsWith("Error: ").contains("degree 3");
        });
        assertThat(answer(events)).contains("degree 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Compute 2 + {config:['quarkus.http.port']}.",
                "{#for i in 3000000}1{/for}",
                "What is {x} plus 3?",
                "Compute 2^{10}.",
                "Compute \\frac{1}{2} + \\sqrt{\\{x\\}}.",
                "{question} {conversation} {it} {{it}}",
                "{response_schema} {chat_memory}",
                "{inject:vertx} {cdi:vertx}",
                "{|raw|} {! comment !}",
                "{#include any /}",
                "{/for}",
                "{",
                "{{ 7*7 }} {% for i in range(9) %}{{ i }}{% endfor %} {# comment #}",
                "${7*7} ${quarkus.http.port} #{7*7}",
                "@|red 7|@ %n %s %1$s {} {0} <b>&amp;'\"</b>"
            })
    void a_question_reaches_the_model_as_it_was_asked_and_nothing_in_it_is_evaluated(String question) {
        assertThat(answer(run("Say after me: " + question))).isEqualTo("You said: " + question + ".");
    }

    @Test
    void what_was_said_in_a_conversation_is_remembered_as_it_was_said_whatever_its_name() {
        String first = "Say after me: {x} {{it}} ${7*7} {config:['quarkus.http.port']}";
        String conversation = "{config:['quarkus.http.port']} ${7*7}";
        Feed.events(Feed.ask(Map.of("question", first, "conversation", conversation)));

        List<JsonPath> events =
                Feed.events(Feed.ask(Map.of("question", "What came first?", "conversation", conversation)));

        assertThat(answer(events)).isEqualTo("This came first: " + first + ".");
    }

    @Test
    void what_a_tool_says_reaches_the_model_as_it_was_said() {
        List<JsonPath> events = run("Call with braces.");

        String said = "Error: '{x} {{7*7}} ${7*7} {config:[quarkus.http.port]} %n' is unknown";
        assertThat(Feed.of("toolResult", events).get(0).getString("event.result"))
                .startsWith(said);
        assertThat(answer(events)).startsWith("The tool says: " + said);
    }

    @Test
    void a_call_that_misses_arguments_is_read_by_the_model() {
        List<JsonPath> events = run("A call that misses arguments.");

        assertThat(Feed.of("toolResult", events).get(0).getString("event.result"))
                .isEqualTo("Error: the argument 'from' is missing");
        assertThat(Feed.types(events)).endsWith("done");
    }

    @Test
    void a_model_that_calls_for_ever_is_asked_for_an_answer_at_last() {
        List<JsonPath> events = run("Call for ever.");

        assertThat(Feed.of("begun", events)).hasSize(6);
        assertThat(Feed.of("toolCall", events)).hasSize(5);
        assertThat(Feed.types(events)).endsWith("done");
    }

    @Test
    void without_tools_a_call_is_text() {
        List<JsonPath> events =
                Feed.events(Feed.ask(Map.of("question", "What is 12 * 8 - 15?", "effort", "low", "tools", false)));

        assertThat(Feed.of("toolCall", events)).isEmpty();
        assertThat(answer(events)).startsWith("<tool_call>");
    }

    @Test
    void a_run_that_is_cancelled_says_so_and_frees_its_rows_at_once() throws InterruptedException {
        String run = Feed.ask(Map.of("question", "Think slowly.", "effort", "high"));
        for (int i = 0; i < 500 && model.loop().occupancy().rows() < 32; i++) {
            Thread.sleep(10);
        }
        assertThat(model.loop().occupancy().rows()).isEqualTo(32);

        given().delete("/api/runs/{id}", run).then().statusCode(204);

        assertThat(Feed.types(Feed.events(run))).endsWith("cancelled");
        for (int i = 0; i < 500 && model.loop().occupancy().running() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(model.loop().occupancy().rows()).isZero();
        assertThat(model.cacheBytes()).isZero();
    }

    @Test
    void a_cancelled_question_is_no_turn_of_its_conversation() {
        String run = Feed.ask(Map.of("question", "Think slowly.", "conversation", "c"));
        given().contentType(ContentType.JSON)
                .body(Map.of("question", "2 + 3?", "conversation", "c"))
                .post("/api/runs")
                .then()
                .statusCode(409)
                .body("error", containsString("wait for it or cancel it"));
        given().delete("/api/runs/{id}", run).then().statusCode(204);

        List<JsonPath> next = Feed.events(Feed.ask(Map.of("question", "2 + 3?", "conversation", "c")));
        List<JsonPath> alone = Feed.events(Feed.ask(Map.of("question", "2 + 3?")));

        assertThat(Feed.of("begun", next).get(0).getInt("event.promptTokens"))
                .isEqualTo(Feed.of("begun", alone).get(0).getInt("event.promptTokens"));
    }
}
