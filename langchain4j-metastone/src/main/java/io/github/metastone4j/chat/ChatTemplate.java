package io.github.metastone4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import io.github.metastone4j.chat.jinja.JinjaException;
import io.github.metastone4j.chat.jinja.JinjaTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's way of writing a conversation as one prompt.
 *
 * <p>The template is {@code chat_template.jinja} or, without that file, {@code chat_template} in
 * {@code tokenizer_config.json}: one template, or several with names, of which {@code tool_use} serves requests with
 * tools and {@code default} all others.
 *
 * <p>Immutable; may be used by several threads at once.
 */
public final class ChatTemplate {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JinjaTemplate template;
    private final JinjaTemplate toolTemplate;
    private final Map<String, Object> specialTokens;
    private final TemplateMessages messages;

    private ChatTemplate(
            JinjaTemplate template,
            JinjaTemplate toolTemplate,
            Map<String, Object> specialTokens,
            TemplateMessages messages) {
        this.template = template;
        this.toolTemplate = toolTemplate;
        this.specialTokens = specialTokens;
        this.messages = messages;
    }

    /**
     * Reads the template of a checkpoint.
     *
     * @param folder a Hugging Face checkpoint folder
     * @param tokenizer the tokenizer of the same checkpoint, which will encode the prompts
     * @throws ChatException if there is no template, or it cannot be parsed
     */
    public static ChatTemplate load(Path folder, Tokenizer tokenizer) {
        JsonNode config = config(folder.resolve("tokenizer_config.json"));
        TemplateMessages messages = new TemplateMessages(tokenizer::quote);
        Path file = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(file)) {
            JinjaTemplate template = parse(read(file), file.toString());
            return new ChatTemplate(template, template, specialTokens(config), messages);
        }
        String source = named("default", config.path("chat_template"));
        if (source == null) {
            throw new ChatException("there is no chat template in " + folder
                    + ": neither chat_template.jinja nor 'chat_template' in tokenizer_config.json;"
                    + " is this a base model, or is the download incomplete?");
        }
        String toolSource = named("tool_use", config.path("chat_template"));
        JinjaTemplate template = parse(source, folder + "/tokenizer_config.json");
        JinjaTemplate toolTemplate =
                toolSource == null ? template : parse(toolSource, folder + "/tokenizer_config.json");
        return new ChatTemplate(template, toolTemplate, specialTokens(config), messages);
    }

    /**
     * Writes a conversation as the prompt for {@link Tokenizer#encode}.
     *
     * <p>Whatever comes from outside the template (messages, tool results, tool descriptions) is {@link Tokenizer#quote
     * quoted}: only the template itself writes control tokens. The thinking of earlier answers is left out.
     *
     * @param tools may be empty
     * @param addGenerationPrompt whether the prompt ends with the opening of the model's turn, as it does to be answered
     * @param extra more variables that the template knows, such as {@code enable_thinking}
     * @throws ChatException if the template refuses the conversation, with its reason
     * @throws dev.langchain4j.exception.UnsupportedFeatureException if a message has content other than text
     */
    public String render(
            List<ChatMessage> messages,
            List<ToolSpecification> tools,
            boolean addGenerationPrompt,
            Map<String, ? extends @Nullable Object> extra) {
        Map<String, @Nullable Object> variables = new HashMap<>(specialTokens);
        variables.putAll(extra);
        variables.put("messages", this.messages.of(messages));
        variables.put("tools", tools.isEmpty() ? null : this.messages.ofTools(tools));
        variables.put("documents", null);
        variables.put("add_generation_prompt", addGenerationPrompt);
        try {
            return (tools.isEmpty() ? template : toolTemplate).render(variables);
        } catch (JinjaException e) {
            throw new ChatException(
                    "the chat template refuses the conversation, in line " + e.line() + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode config(Path file) {
        try {
            return Files.isRegularFile(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new ChatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ChatException(file + " cannot be read as text: " + e.getMessage(), e);
        }
    }

    private static JinjaTemplate parse(String source, String origin) {
        try {
            return JinjaTemplate.parse(source);
        } catch (JinjaException e) {
            throw new ChatException(
                    "the chat template of " + origin + " has an error in line " + e.line() + ": " + e.getMessage(), e);
        }
    }

    /** From one template, which is the default, or a list of {@code {name, template}}. */
    private static @Nullable String named(String name, JsonNode templates) {
        if (templates.isTextual()) {
            return name.equals("default") ? templates.textValue() : null;
        }
        for (JsonNode candidate : templates) {
            if (candidate.path("name").asText().equals(name)) {
                return candidate.path("template").textValue();
            }
        }
        return null;
    }

    /** {@code bos_token}, {@code eos_token} and their like, each as text or as an added token. */
    private static Map<String, Object> specialTokens(JsonNode config) {
        Map<String, Object> tokens = new HashMap<>();
        config.properties().forEach(field -> {
            JsonNode token = field.getValue().isObject() ? field.getValue().path("content") : field.getValue();
            if (field.getKey().endsWith("_token") && token.isTextual()) {
                tokens.put(field.getKey(), token.textValue());
            }
        });
        return Map.copyOf(tokens);
    }
}
