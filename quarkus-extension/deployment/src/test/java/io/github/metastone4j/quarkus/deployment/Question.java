package io.github.metastone4j.quarkus.deployment;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** What the live reload changes. */
@Path("question")
public class Question {

    @Inject
    ChatModel model;

    @GET
    public String ask() {
        var response = model.chat(ChatRequest.builder()
                .messages(UserMessage.from("Compute 7 * 8 - 5."))
                .parameters(MetaStoneChatRequestParameters.builder().seed(1L).build())
                .build());
        int k = ((MetaStoneChatResponseMetadata) response.metadata())
                .trajectories()
                .size();
        return "k=" + k + ": " + response.aiMessage().text();
    }
}
