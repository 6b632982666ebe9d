package io.github.metastone4j.quarkus.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Talks to an application in dev mode as the extension's page in the Dev UI does. */
final class DevUiSocket implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringBuilder part = new StringBuilder();
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int id;

    DevUiSocket() {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:8080/q/dev-ui/json-rpc-ws"), this)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        part.append(text);
        if (last) {
            messages.add(json(part.toString()));
            part.setLength(0);
        }
        return WebSocket.Listener.super.onText(from, text, last);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + text, e);
        }
    }

    /** Calls a method of the extension's service; what is told of it follows. */
    void call(String method, Map<String, String> parameters) {
        id++;
        send("quarkus-langchain4j-metastone_" + method, parameters);
    }

    /** Cancels what was called last. */
    void unsubscribe() {
        send("unsubscribe", Map.of());
    }

    private void send(String method, Map<String, String> parameters) {
        socket.sendText(
                        JSON.valueToTree(Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", parameters))
                                .toString(),
                        true)
                .join();
    }

    /** The state of the first model. */
    JsonNode model() throws InterruptedException {
        call("models", Map.of());
        return next().get(0);
    }

    /** What happens to the question asked last, up to and with the first event that is looked for. */
    List<JsonNode> eventsUntil(Predicate<JsonNode> last) throws InterruptedException {
        List<JsonNode> events = new ArrayList<>();
        while (events.stream().noneMatch(last)) {
            next().forEach(events::add);
        }
        return events;
    }

    /** What the next message about the last call holds. */
    private JsonNode next() throws InterruptedException {
        while (true) {
            JsonNode message = messages.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new IllegalStateException("the Dev UI has told nothing for 30 seconds");
            }
            JsonNode object = message.path("result").path("object");
            if (message.path("id").asInt() == id && object.isArray()) {
                return object;
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
