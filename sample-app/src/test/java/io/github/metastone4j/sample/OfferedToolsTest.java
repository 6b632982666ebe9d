package io.github.metastone4j.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import io.github.metastone4j.sample.tools.MathsTools;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OfferedToolsTest {

    private static OfferedTools offered(String... tools) {
        return new OfferedTools(Optional.of(List.of(tools)));
    }

    @Test
    void tools_are_those_that_are_named() {
        assertThat(offered("solve", "calculator").names()).containsExactly("calculator", "solve");
    }

    @Test
    void none_is_no_tool_and_so_is_an_empty_value() {
        assertThat(offered("none").names()).isEmpty();
        assertThat(new OfferedTools(Optional.empty()).names()).isEmpty();
    }

    @Test
    void a_tool_that_does_not_exist_is_refused_with_those_that_do() {
        assertThatThrownBy(() -> offered("calculator", "abacus"))
                .hasMessageContaining("'abacus'")
                .hasMessageContaining("calculator, convert, solve, statistics");
        assertThatThrownBy(() -> offered("calculator", "none")).hasMessageContaining("'none'");
    }

    @Test
    void all_tools_there_are_can_be_named() {
        assertThat(Stream.of(MathsTools.class.getMethods())
                        .filter(method -> method.isAnnotationPresent(Tool.class))
                        .map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(MathsTools.NAMES);
    }
}
