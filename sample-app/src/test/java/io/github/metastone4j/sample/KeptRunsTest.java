package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;

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
}
