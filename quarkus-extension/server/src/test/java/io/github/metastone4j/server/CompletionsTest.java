package io.github.metastone4j.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.ReflectiveModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CompletionsTest {

    private static final String QUESTION = "{\"role\": \"user\", \"content\": \"Compute 7 * 8 - 5.\"}";

    @Inject
    ReflectiveModel model;

    @Inject
    ObjectMapper json;

    @TestHTTPResource("/v1/chat/completions")
    URI address;

    private static String request(String fields) {
        return "{\"model\": \"metastone-nano\", \"messages\": [" + QUESTION + "]" + fields + "}";
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/v1/chat/completions")
                .then();
    }

    @Test
    void a_conversation_is_completed() {
        post(request(", \"reasoning_effort\": \"low\", \"seed\": 1"))
                .statusCode(200)
                .body("object", equalTo("chat.completion"))
                .body("id", startsWith("chatcmpl-"))
                .body("model", equalTo("metastone-nano"))
                .body("choices", hasSize(1))
                .body("choices[0].message.role", equalTo("assistant"))
                .body("choices[0].message.content", containsString("51"))
                .body("choices[0].message.reasoning_content", containsString("56"))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].metastone.effort", equalTo("low"))
                .body("choices[0].metastone.trajectories", hasSize(2));
    }

    @Test
    void usage_counts_the_winner_and_beside_it_all_trajectories() {
        var usage = post(request(", \"reasoning_effort\": \"medium\", \"seed\": 1"))
                .statusCode(200)
                .extract()
                .jsonPath();

        int completion = usage.getInt("usage.completion_tokens");
        assertThat(usage.getInt("usage.total_tokens")).isEqualTo(usage.getInt("usage.prompt_tokens") + completion);
        assertThat(usage.getInt("usage.completion_tokens_details.reasoning_tokens"))
                .isPositive()
                .isLessThan(completion);
        assertThat(usage.getInt("usage.metastone.all_completion_tokens")).isGreaterThan(4 * completion);
    }

    @Test
    void every_choice_is_a_request_with_trajectories_of_its_own() {
        post(request(", \"n\": 3, \"metastone\": {\"trajectories\": 2}, \"seed\": 1"))
                .statusCode(200)
                .body("choices.index", equalTo(List.of(0, 1, 2)))
                .body("choices.metastone.seed", equalTo(List.of(1, 2, 3)));
    }

    @Test
    void the_same_seed_gives_the_same_answer_whole_or_as_a_stream() throws Exception {
        String fields = ", \"reasoning_effort\": \"low\", \"seed\": 7";
        String whole = post(request(fields)).extract().path("choices[0].message.content");

        var streamed = new StringBuilder();
        for (JsonNode chunk : chunks(request(fields + ", \"stream\": true"))) {
            streamed.append(chunk.at("/choices/0/delta/content").asText());
        }

        assertThat(streamed).hasToString(whole);
    }

    @Test
    void a_stream_tells_the_role_the_reasoning_the_answer_why_it_ended_and_what_it_cost() throws Exception {
        List<JsonNode> chunks = chunks(request(
                ", \"reasoning_effort\": \"low\", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));

        assertThat(chunks).allMatch(chunk -> chunk.get("object").asText().equals("chat.completion.chunk"));
        assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.get(1).at("/choices/0/delta/reasoning_content").asText())
                .isNotBlank();
        JsonNode end = chunks.get(chunks.size() - 2);
        assertThat(end.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(end.at("/choices/0/metastone/trajectories")).hasSize(2);
        JsonNode cost = chunks.get(chunks.size() - 1);
        assertThat(cost.get("choices")).isEmpty();
        assertThat(cost.at("/usage/completion_tokens").asInt()).isPositive();
        assertThat(chunks.subList(0, chunks.size() - 1)).as("not known yet").allMatch(chunk -> chunk.get("usage")
                .isNull());
    }

    private List<JsonNode> chunks(String body) throws Exception {
        String events = post(body)
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();
        assertThat(events).endsWith("data: [DONE]\n\n");
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : events.split("\n\n")) {
            String data = event.replaceFirst("^data: ", "");
            if (data.startsWith("{")) {
                chunks.add(json.readTree(data));
            }
        }
        return chunks;
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whoever_hangs_up_takes_the_trajectories_along(HttpClient.Version version) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request(", \"stream\": true, \"metastone\": {\"trajectories\": 4096}")))
                .build();
        HttpClient client = HttpClient.newBuilder().version(version).build();

        try (InputStream stream =
                client.send(request, BodyHandlers.ofInputStream()).body()) {
            assertThat(stream.read()).isEqualTo('d');
            assertThat(model.loop().occupancy().running()).isEqualTo(1);
        }

        await(() -> model.loop().occupancy().running() == 0);
    }

    @Test
    void whoever_hangs_up_before_a_whole_answer_leaves_no_thread_that_waits_for_it() throws Exception {
        String body = request(", \"metastone\": {\"trajectories\": 4096}");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            await(() -> model.loop().occupancy().running() == 1);
            await(CompletionsTest::someThreadWaits);
        }

        await(() -> model.loop().occupancy().running() == 0);
        await(() -> !someThreadWaits());
    }

    private static boolean someThreadWaits() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().endsWith(".openai.CompletionRun")
                        && frame.getMethodName().equals("next"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"messages\": [null]",
                "\"messages\": [{\"role\": \"user\", \"content\": \"1\"}], \"tools\": [null]",
            })
    void what_is_null_is_refused(String fields) {
        post("{\"model\": \"metastone-nano\", " + fields + "}")
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.message", containsString("null"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"role\": \"user\", \"content\": \" \"}           | has no text",
                "{\"role\": \"assistant\", \"tool_calls\": [null]} | lacks its id",
            })
    void a_message_that_says_nothing_is_refused(String message, String why) {
        post("{\"model\": \"metastone-nano\", \"messages\": [" + message + "]}")
                .statusCode(400)
                .body("error.param", equalTo("messages"))
                .body("error.message", containsString(why));
    }

    @ParameterizedTest
    @CsvSource({"true, 200", "1, 400"})
    void a_parameter_may_be_whatever_it_is_where_its_schema_says_so(String schema, int status) {
        post(request(
                        ", \"reasoning_effort\": \"low\", \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"look\","
                                + " \"parameters\": {\"type\": \"object\", \"properties\": {\"at\": " + schema
                                + "}}}}]"))
                .statusCode(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "developer"})
    void an_empty_instruction_says_nothing_and_is_left_out(String role) {
        String fields = ", \"reasoning_effort\": \"low\", \"seed\": 1";
        int alone = post(request(fields)).extract().path("usage.prompt_tokens");

        post(request(fields).replace(QUESTION, "{\"role\": \"" + role + "\", \"content\": \"\"}, " + QUESTION))
                .statusCode(200)
                .body("usage.prompt_tokens", equalTo(alone));
    }

    @Test
    void those_who_wait_for_the_model_leave_threads_for_everybody_else() {
        Config config = ConfigProvider.getConfig();
        int threads = config.getValue("quarkus.thread-pool.max-threads", Integer.class);
        int decode = config.getValue("quarkus.langchain4j.metastone.max-rows", Integer.class);
        int wait = config.getValue("quarkus.langchain4j.metastone.max-queued-requests", Integer.class);

        assertThat(threads).isGreaterThan(decode + wait + 50);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "n                | , \"n\": 17                                        | between 1 and 16",
                "reasoning_effort | , \"reasoning_effort\": \"extreme\"                | none, minimal, low, medium, high or auto",
                "frequency_penalty| , \"frequency_penalty\": 0.5                       | not supported",
                "logprobs         | , \"logprobs\": true                               | leave it out",
                "response_format  | , \"response_format\": {\"type\": \"json_object\"} | only text is supported",
                "tools            | , \"tools\": [{\"type\": \"web_search\"}]          | must be functions",
                "stop             | , \"stop\": [\"\"]                                 | empty text",
                "stop             | , \"stop\": [\"a\", 5]                           | must be a text",
                "stop             | , \"stop\": {\"a\": 5}                           | must be a text",
                "functions        | , \"functions\": [{\"name\": \"look\"}]          | send tools",
                "function_call    | , \"function_call\": \"auto\"                     | send tools",
                "tool_choice      | , \"tool_choice\": \"required\"                   | there are no tools",
                "metastone        | , \"metastone\": {\"trajectories\": 4294967299} | a whole number",
                "metastone        | , \"metastone\": {\"k\": 3}                       | with trajectories",
                "metastone        | , \"metastone\": {\"trajectories\": \"3\"}        | a whole number",
                "parallel_tool_calls | , \"tools\": [], \"parallel_tool_calls\": false | one after another",
                "``               | , \"temperature\": -1                              | temperature",
            })
    void what_cannot_be_had_is_refused_in_the_form_of_that_api(String parameter, String fields, String message) {
        var error = post(request(fields))
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.message", containsString(message));
        if (!parameter.isEmpty()) {
            error.body("error.param", equalTo(parameter));
        }
    }

    @Test
    void a_body_that_is_no_json_is_refused() {
        post("{\"model\": ").statusCode(400).body("error.message", startsWith("the body cannot be read"));
        post("null")
                .statusCode(400)
                .body("error.message", startsWith("the body is null"))
                .body("error", hasEntry("param", null))
                .body("error", hasEntry("code", null));
        post("{\"model\": \"metastone-nano\"}").statusCode(400).body("error.param", equalTo("messages"));
    }

    @Test
    void another_model_is_not_found() {
        post("{\"model\": \"gpt-4\", \"messages\": [" + QUESTION + "]}")
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"))
                .body("error.message", containsString("metastone-nano"));
    }

    @Test
    void a_prompt_that_is_too_long_is_refused_as_a_whole_and_as_a_stream() {
        String longOne = "{\"model\": \"metastone-nano\", \"messages\": [{\"role\": \"user\", \"content\": \""
                + "1 + ".repeat(2000) + "1\"}]%s}";
        post(String.format(longOne, "")).statusCode(400).body("error.code", equalTo("context_length_exceeded"));
        post(String.format(longOne, ", \"stream\": true"))
                .statusCode(400)
                .body("error.code", equalTo("context_length_exceeded"));
    }

    @Test
    void the_model_is_listed() {
        given().get("/v1/models").then().statusCode(200).body("data[0].id", equalTo("metastone-nano"));
        given().get("/v1/models/metastone-nano").then().statusCode(200);
        given().get("/v1/models/gpt-4").then().statusCode(404).body("error.code", equalTo("model_not_found"));
    }
}
