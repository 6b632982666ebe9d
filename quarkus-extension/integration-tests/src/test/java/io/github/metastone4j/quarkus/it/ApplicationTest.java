package io.github.metastone4j.quarkus.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageType;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ApplicationTest {

    @Inject
    ChatMemoryStore memories;

    @Inject
    Desk desk;

    private static String ask(String path, String question) {
        return given().queryParam("q", question)
                .get(path)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    @Test
    void the_default_model_answers() {
        assertThat(ask("/ask", "Compute 7 * 8 - 5.")).contains("51");
    }

    @Test
    void the_named_model_answers() {
        assertThat(ask("/ask/careful", "Compute 7 * 8 - 5.")).contains("51");
    }

    @Test
    void an_ai_service_answers() {
        assertThat(ask("/ask/service", "Compute 7 * 8 - 5.")).contains("51");
    }

    @Test
    void an_ai_service_streams_its_answer_as_server_sent_events() {
        String[] events = ask("/ask/stream", "Compute 7 * 8 - 5.").strip().split("\n\n");

        assertThat(events).hasSizeGreaterThan(1).allMatch(event -> event.startsWith("data:"));
        assertThat(String.join("", events).replaceAll("\n?data:", "")).contains("51");
    }

    @Test
    void an_ai_service_remembers_each_conversation() {
        ask("/ask/tutor?conversation=1", "Compute 7 * 8 - 5.");
        ask("/ask/tutor?conversation=2", "Compute 2 + 3.");
        ask("/ask/tutor?conversation=1", "Compute 7 * 8 - 6.");

        assertThat(memories.getMessages(1))
                .extracting(ChatMessage::type)
                .containsExactly(ChatMessageType.USER, ChatMessageType.AI, ChatMessageType.USER, ChatMessageType.AI);
        assertThat(memories.getMessages(2)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Compute 2 + {config:['quarkus.http.port']}.",
                "{#for i in 3000000}1{/for}",
                "What is {x} plus 3?",
                "Compute 2^{10}.",
                "{question} {conversation} {{it}} {response_schema} {inject:vertx} {|raw|} {! comment !}",
                "{{ 7*7 }} {% for i in x %} ${7*7} #{7*7} \\{x\\} <b>&amp;'\"</b>"
            })
    void an_ai_service_asks_what_it_is_asked_and_evaluates_nothing_in_it(String question) {
        int conversation = question.hashCode();
        given().queryParam("conversation", conversation)
                .queryParam("q", question)
                .get("/ask/tutor")
                .then()
                .statusCode(200);

        assertThat(memories.getMessages(conversation).get(0)).isEqualTo(UserMessage.from(question));
        assertThat(ask("/ask/service", question)).isEqualTo(ask("/ask", question));
    }

    @Test
    void an_ai_service_calls_a_tool_and_answers_with_its_result() {
        assertThat(ask("/ask/accountant", "What is 4817 * 362?")).contains("1743754");
        assertThat(desk.computed()).contains("4817 * 362");
    }

    @Test
    void eight_callers_at_once_get_the_answers_they_get_one_by_one() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            var together = callers.invokeAll(IntStream.rangeClosed(1, 8)
                    .mapToObj(i -> (Callable<String>) () -> ask("/ask", "Compute 7 * 8 - " + i + "."))
                    .toList());

            for (Future<String> answer : together) {
                int i = together.indexOf(answer) + 1;
                assertThat(answer.get()).isEqualTo(ask("/ask", "Compute 7 * 8 - " + i + "."));
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void the_readiness_check_is_up_and_tells_what_is_loaded() {
        String data = "checks.find { it.name == 'MetaStone models' }.data.'<default>";
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body(data + ".loaded'", equalTo(true))
                .body(data + ".model'", equalTo("metastone-nano"))
                .body(data + ".device'", containsString("c"))
                .body(data + ".waiting'", equalTo(0));
    }
}
