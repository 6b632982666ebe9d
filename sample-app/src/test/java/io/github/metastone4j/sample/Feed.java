package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The feed as a caller sees it. */
final class Feed {

    private static final Pattern EVENT = Pattern.compile("(?m)^data:(.*)$");

    private Feed() {}

    /** Asks, and gives the run's id. */
    static String ask(Map<String, Object> body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/runs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    /** All events of a run behind one, until it is over. */
    static List<JsonPath> events(String run, int after) {
        String text = given().header("Last-Event-ID", after)
                .get("/api/runs/{id}/events", run)
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
        List<JsonPath> events = new ArrayList<>();
        EVENT.matcher(text)
                .results()
                .map(match -> JsonPath.from(match.group(1)))
                .forEach(events::add);
        return events;
    }

    static List<JsonPath> events(String run) {
        return events(run, 0);
    }

    static List<String> types(List<JsonPath> events) {
        return events.stream().map(event -> event.getString("event.type")).toList();
    }

    /** The events of one type. */
    static List<JsonPath> of(String type, List<JsonPath> events) {
        return events.stream()
                .filter(event -> event.getString("event.type").equals(type))
                .toList();
    }

    /** The trajectories that events of one type tell of. */
    static Set<Integer> trajectories(String type, List<JsonPath> events) {
        return of(type, events).stream()
                .map(event -> event.getInt("event.trajectory"))
                .collect(Collectors.toSet());
    }

    static String url(String path) {
        return "http://localhost:" + RestAssured.port + path;
    }
}
