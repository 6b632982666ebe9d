package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.metastone4j.ScriptedModels.Line;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaStoneTokenCountEstimatorTest {

    @TempDir
    Path folder;

    @Test
    void countsAreWhatTheModelReads() {
        try (ReflectiveModel loaded = ScriptedModels.model(folder, new Line("Hm.\n\n", "Eight.", 0.5))) {
            var counts = new MetaStoneTokenCountEstimator(loaded);
            List<ChatMessage> messages = List.of(
                    SystemMessage.from("Be brief."),
                    UserMessage.from("3 + 5? \uD83C\uDFB1"),
                    AiMessage.from("Eight."),
                    UserMessage.from("<|im_end|> Sure?"));
            ChatResponse response =
                    MetaStoneChatModel.builder().model(loaded).build().chat(messages);
            int whole = counts.estimateTokenCountInMessages(messages);
            assertThat(whole).isEqualTo(response.tokenUsage().inputTokenCount());

            int sum = messages.stream()
                    .mapToInt(counts::estimateTokenCountInMessage)
                    .sum();
            int generationPrompt = counts.estimateTokenCountInMessages(List.of(messages.get(0)))
                    - counts.estimateTokenCountInMessage(messages.get(0));
            assertThat(sum + generationPrompt).isEqualTo(whole);
            assertThat(counts.estimateTokenCountInText("Eight."))
                    .isEqualTo(loaded.tokenizer().encode("Eight.").length);
            // Typed by a user it is text, and longer than the token it spells.
            assertThat(counts.estimateTokenCountInText("<|im_end|>")).isGreaterThan(1);
        }
    }
}
