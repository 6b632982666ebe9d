package io.github.metastone4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Writes down what a handler hears. */
class Heard implements StreamingChatResponseHandler {
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    final StringBuffer text = new StringBuffer();
    final StringBuffer thinking = new StringBuffer();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

    void heard(String event) {
        events.add(event);
        threads.add(Thread.currentThread());
    }

    @Override
    public void onPartialResponse(String partialResponse) {
        throw new AssertionError("the form with a context is called where there is one");
    }

    @Override
    public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
        heard("text");
        text.append(part.text());
    }

    @Override
    public void onPartialThinking(PartialThinking part) {
        heard("thinking");
        thinking.append(part.text());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        heard("complete");
        end.complete(response);
    }

    @Override
    public void onError(Throwable error) {
        heard("error");
        end.completeExceptionally(error);
    }

    ChatResponse response() {
        try {
            return end.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("there is no response", e);
        }
    }

    Throwable error() {
        try {
            throw new AssertionError("no error, but " + end.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            throw new AssertionError("there is no error", e);
        }
    }
}
