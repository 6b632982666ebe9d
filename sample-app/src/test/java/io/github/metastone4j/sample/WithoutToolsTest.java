package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutToolsTest.Profile.class)
class WithoutToolsTest {

    /** As {@code TOOLS=none ./metastone}. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("TOOLS", "none");
        }
    }

    @Test
    void the_model_is_offered_none() {
        given().get("/api/model").then().statusCode(200).body("tools", empty());
    }

    @Test
    void a_question_is_thought_about_in_one_round() {
        List<JsonPath> events =
                Feed.events(Feed.ask(Map.of("question", "Compute 7 * 8 - 5.", "effort", "low", "seed", 1)));

        assertThat(Feed.of("begun", events)).hasSize(1);
        assertThat(Feed.of("toolCall", events)).isEmpty();
        assertThat(Feed.of("answer", events).stream()
                        .map(event -> event.getString("event.text"))
                        .collect(Collectors.joining()))
                .contains("51");
    }
}
