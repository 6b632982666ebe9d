package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(KeptRunsTest.Two.class)
class KeptRunsTest {

    public static class Two extends ScriptedModel.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sample.runs-kept", "2", "quarkus.langchain4j.metastone.lazy", "true");
        }
    }

    @Test
    void the_oldest_runs_are_dropped_with_their_conversations() {
        List<String> runs = IntStream.range(0, 4)
                .mapToObj(i -> {
                    String run = Feed.ask(Map.of("question", "What is 12 * 8 - 15?", "effort", "low"));
                    Feed.events(run);
                    return run;
                })
                .toList();

        given().get("/api/runs/{id}", runs.get(1)).then().statusCode(404);
        given().get("/api/runs/{id}", runs.get(2)).then().statusCode(200);
        given().get("/api/runs/{id}", runs.get(3)).then().statusCode(200);
    }

    @Test
    void a_question_that_is_refused_makes_nobody_forget() {
        var question =
                Map.<String, Object>of("question", "What is 12 * 8 - 15?", "effort", "low", "conversation", "kept");
        int alone = promptTokens(question);
        for (int i = 0; i < 3; i++) {
            given().contentType("application/json")
                    .body(Map.of("question", "1 + ".repeat(3000), "conversation", "refused " + i))
                    .post("/api/runs")
                    .then()
                    .statusCode(413);
        }

        assertThat(promptTokens(question)).isGreaterThan(alone);
    }

    private static int promptTokens(Map<String, Object> question) {
        return Feed.of("begun", Feed.events(Feed.ask(question))).get(0).getInt("event.promptTokens");
    }
}
