package io.github.metastone4j.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ConfiguredEconomyTest.Profile.class)
class ConfiguredEconomyTest {

    /** Surer than the embedded model's calibration, and less patient with trajectories that fall behind. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.langchain4j.metastone.chat-model.confidence", "0.99",
                    "quarkus.langchain4j.metastone.chat-model.pruning", "0.3");
        }
    }

    @Test
    void effort_auto_gives_up_trajectories_as_the_application_says() {
        List<JsonPath> events = Feed.events(Feed.ask(Map.of(
                "question", "Compute (17 * 23 + 45) * 3 - 48 / 6.", "effort", "auto", "seed", 1, "tools", false)));

        Set<Integer> stopped = Feed.trajectories("stopped", events);
        assertThat(stopped).isNotEmpty().doesNotContainAnyElementsOf(Feed.trajectories("thought", events));
        assertThat(Feed.of("ended", events).get(0).getString("event.effort"))
                .contains(stopped.size() + " of them given up");
    }
}
