package io.github.metastone4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import io.github.metastone4j.chat.ToolCallFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tools an answer may call.
 *
 * @param format how the model writes calls; null if it has no tools, and then a call would be text
 * @param names of the tools
 * @param openings with one of which an answer must begin; none if it need not call a tool
 */
record ToolUse(@Nullable ToolCallFormat format, Set<String> names, List<String> openings) {

    static final ToolUse NONE = new ToolUse(null, Set.of(), List.of());

    static ToolUse of(List<ToolSpecification> tools, ToolCallFormat format, List<String> openings) {
        return new ToolUse(
                format, tools.stream().map(ToolSpecification::name).collect(Collectors.toUnmodifiableSet()), openings);
    }
}
