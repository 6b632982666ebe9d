package io.github.metastone4j.chat;

import io.github.metastone4j.jinja.JinjaTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One Jinja template with its checkpoint's special tokens, and what it does with tools once somebody asks. */
final class ProbedTemplate {

    private final JinjaTemplate template;
    private final Map<String, Object> specialTokens;
    private @Nullable ToolSupport toolSupport;

    ProbedTemplate(JinjaTemplate template, Map<String, Object> specialTokens) {
        this.template = template;
        this.specialTokens = specialTokens;
    }

    /** @throws io.github.metastone4j.jinja.JinjaException if the template refuses */
    String write(
            List<Map<String, Object>> messages,
            @Nullable List<Map<String, Object>> tools,
            boolean addGenerationPrompt,
            Map<String, ? extends @Nullable Object> extra) {
        Map<String, @Nullable Object> variables = new HashMap<>(specialTokens);
        variables.putAll(extra);
        variables.put("messages", messages);
        variables.put("tools", tools);
        variables.put("documents", null);
        variables.put("add_generation_prompt", addGenerationPrompt);
        return template.render(variables);
    }

    synchronized ToolSupport toolSupport() {
        if (toolSupport == null) {
            toolSupport = ToolSupport.of((messages, tools) -> write(messages, tools, false, Map.of()));
        }
        return toolSupport;
    }
}
