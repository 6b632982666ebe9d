package io.github.metastone4j;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.langchain4j.agent.tool.ToolSpecification;
import io.github.metastone4j.chat.ToolCallFormat;
import io.github.metastone4j.chat.ToolCallGuide;
import io.github.metastone4j.chat.ToolCallGuides;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tools an answer may call.
 *
 * @param format how the model writes calls; null if it has no tools, and then a call would be text
 * @param tools that are offered
 * @param openings with one of which an answer must begin; none if it need not call a tool
 */
record ToolUse(@Nullable ToolCallFormat format, List<ToolSpecification> tools, List<String> openings) {

    static final ToolUse NONE = new ToolUse(null, List.of(), List.of());

    /** The names of the tools. */
    Set<String> names() {
        return tools.stream().map(ToolSpecification::name).collect(toUnmodifiableSet());
    }

    /** Guides the calls of one request's answers; null without tools. */
    @Nullable
    ToolCallGuide guide(ToolCallGuides guides) {
        return format == null ? null : guides.guide(format, tools);
    }
}
