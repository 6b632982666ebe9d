package io.github.metastone4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import io.github.metastone4j.jinja.JinjaException;
import io.github.metastone4j.jinja.JinjaTemplate;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

    private final ProbedTemplate template;
    private final ProbedTemplate toolTemplate;
    private final UnaryOperator<String> quote;

    private ChatTemplate(ProbedTemplate template, ProbedTemplate toolTemplate, UnaryOperator<String> quote) {
        this.template = template;
        this.toolTemplate = toolTemplate;
        this.quote = quote;
    }

    /**
     * Reads the template of a checkpoint.
     *
     * @param folder a Hugging Face checkpoint folder
     * @param tokenizer the tokenizer of the same checkpoint, which will encode the prompts
     * @throws ChatException if there is no template, or it cannot be parsed
     */
    public static ChatTemplate load(Path folder, Tokenizer tokenizer) {
        UnaryOperator<String> quote = tokenizer.quoting(ToolCallFormat.TAGS);
        JsonNode config = config(folder.resolve("tokenizer_config.json"));
        Map<String, Object> specialTokens = specialTokens(config);
        Path file = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(file)) {
            ProbedTemplate template = new ProbedTemplate(parse(read(file), file.toString()), specialTokens);
            return new ChatTemplate(template, template, quote);
        }
        String origin = folder + "/tokenizer_config.json";
        String source = named("default", config.path("chat_template"));
        if (source == null) {
            throw new ChatException("there is no chat template in " + folder
                    + ": neither chat_template.jinja nor 'chat_template' in tokenizer_config.json;"
                    + " is this a base model, or is the download incomplete?");
        }
        String toolSource = named("tool_use", config.path("chat_template"));
        ProbedTemplate template = new ProbedTemplate(parse(source, origin), specialTokens);
        ProbedTemplate toolTemplate =
                toolSource == null ? template : new ProbedTemplate(parse(toolSource, origin), specialTokens);
        return new ChatTemplate(template, toolTemplate, quote);
    }

    /**
     * Writes a conversation as the prompt for {@link Tokenizer#encode}.
     *
     * <p>A template that knows tools is given them, and calls and results, in the form that it takes. For one that does
     * not, they are written into the messages, with the instruction to call them between {@code <tool_call>} tags.
     *
     * <p>Whatever comes from outside the template (messages, tool results, tool descriptions) is {@link #quote
     * quoted}: only the template writes control tokens. The thinking of earlier answers is left out.
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
        ProbedTemplate chosen = tools.isEmpty() ? template : toolTemplate;
        try {
            List<Map<String, Object>> mapped = mapped(messages, chosen);
            if (tools.isEmpty()) {
                return chosen.write(mapped, null, addGenerationPrompt, extra);
            }
            ToolSupport support = chosen.toolSupport();
            return support.describesTools()
                    ? chosen.write(mapped, usual().ofTools(tools), addGenerationPrompt, extra)
                    : chosen.write(described(tools, mapped, support), null, addGenerationPrompt, extra);
        } catch (JinjaException e) {
            throw new ChatException(
                    "the chat template refuses the conversation, in line " + e.line() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Marks a text that comes from outside, so that no control token and no tag of a tool call is found in it:
     * {@link Tokenizer#quoting}.
     */
    public String quote(String text) {
        return quote.apply(text);
    }

    /** How a model with this template writes tool calls: as the template does, or is told to by {@link #render}. */
    public ToolCallFormat toolCallFormat() {
        return toolTemplate.toolSupport().format();
    }

    /**
     * For each tool the text with which a call of it begins, up to the colon behind the key of its arguments. An answer
     * that must be a call begins with one of them.
     */
    public List<String> callOpenings(List<ToolSpecification> tools) {
        ToolCallFormat format = toolCallFormat();
        return tools.stream().map(tool -> format.opening(tool.name())).toList();
    }

    private List<Map<String, Object>> mapped(List<ChatMessage> messages, ProbedTemplate chosen) {
        if (messages.stream().noneMatch(ChatTemplate::isAboutTools)) {
            return usual().of(messages);
        }
        CallForm form = chosen.toolSupport().calls();
        return form == null ? new ToolTexts(usual()).of(messages) : new TemplateMessages(quote, form).of(messages);
    }

    private List<Map<String, Object>> described(
            List<ToolSpecification> tools, List<Map<String, Object>> messages, ToolSupport support) {
        return new ToolTexts(usual()).describe(tools, messages, support.takesSystemMessages());
    }

    private static boolean isAboutTools(ChatMessage message) {
        return message instanceof ToolExecutionResultMessage
                || (message instanceof AiMessage answer && answer.hasToolExecutionRequests());
    }

    private TemplateMessages usual() {
        return new TemplateMessages(quote, CallForm.USUAL);
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
