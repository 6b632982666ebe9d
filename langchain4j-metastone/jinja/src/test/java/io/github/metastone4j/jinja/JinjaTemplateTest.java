package io.github.metastone4j.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaTemplateTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TEMPLATES = Path.of("src/test/resources/templates");

    /** Two lists that each hold a list twice, which holds a list twice, and so on: small in memory, endless to go through. */
    private static final String DOUBLED = "{% set n = namespace(a=[1], b=[1]) %}{% for i in range(60) %}"
            + "{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}";

    static Stream<Arguments> expressions() throws IOException {
        JsonNode file = JSON.readTree(TEMPLATES.resolve("expressions.json").toFile());
        Map<String, Object> variables = variables(file.get("variables"));
        return StreamSupport.stream(file.get("cases").spliterator(), false)
                .map(c -> arguments(
                        c.get("template").textValue(),
                        variables,
                        c.get("output").textValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("expressions")
    void renders_what_python_renders(String template, Map<String, Object> variables, String expected) {
        assertThat(JinjaTemplate.parse(template).render(variables)).isEqualTo(expected);
    }

    static Stream<Arguments> conversations() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (JsonNode c : JSON.readTree(TEMPLATES.resolve("conversations.json").toFile())) {
            Map<String, Object> variables = variables(c.get("variables"));
            c.get("outputs")
                    .properties()
                    .forEach(output -> all.add(arguments(
                            c.get("name").textValue(),
                            output.getKey(),
                            variables,
                            output.getValue().textValue())));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("conversations")
    void writes_conversations_as_python_does(
            String name, String template, Map<String, Object> variables, String expected) throws IOException {
        assertThat(template(template).render(variables)).isEqualTo(expected);
    }

    @Test
    void a_raised_exception_carries_its_message_and_line() {
        JinjaTemplate template = JinjaTemplate.parse("first line\n{{ raise_exception('roles must alternate') }}");
        assertThatThrownBy(() -> template.render(Map.of()))
                .isInstanceOf(JinjaException.class)
                .hasMessage("roles must alternate")
                .extracting("line")
                .isEqualTo(2);
    }

    @Test
    void a_syntax_error_says_what_was_expected_and_where() {
        assertThatThrownBy(() -> JinjaTemplate.parse("\n\n{% for x of y %}"))
                .hasMessage("expected 'in', found 'of'")
                .extracting("line")
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ x | nofilter }}",
                "{{ x is notest }}",
                "{% include 'file' %}",
                "{% import 'file' as f %}",
                "{% if %}{% endif %}",
                "{% if x %}",
                "{% endfor %}",
                "{{ 'open",
                "{# open",
                "{{ 'a' $ }}",
                "{{ '\\u12' }}"
            })
    void what_cannot_be_parsed_is_refused(String template) {
        assertThatThrownBy(() -> JinjaTemplate.parse(template)).isInstanceOf(JinjaException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ missing.attribute }}",
                "{{ missing() }}",
                "{{ 'a' + 1 }}",
                "{{ 1 / 0 }}",
                "{{ 1 < 'a' }}",
                "{{ 9223372036854775807 + 1 }}",
                "{% for a, b in [[1]] %}{% endfor %}",
                "{% for a in none %}{% endfor %}",
                "{% set m = {} %}{% set m.a = 1 %}",
                "{{ [1] | tojson(separators=[]) }}",
                "{{ 'a'.split('') }}"
            })
    void what_python_refuses_is_refused(String template) {
        JinjaTemplate parsed = JinjaTemplate.parse(template);
        assertThatThrownBy(() -> parsed.render(Map.of())).isInstanceOf(JinjaException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
                "{% set n = namespace(x='aaaa') %}{% for a in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                "{{ 'a' * 9999999999 }}",
                "{{ range(9999999999) }}",
                "{{ ('a' * 3000).replace('a', 'b' * 100000) }}",
                "{% set x = 'a' * 10000000 %}{{ [x, x, x, x, x, x] }}",
                "{{ ('a,' * 10000000).split(',') }}",
                DOUBLED + "{{ n.a == n.b }}",
                DOUBLED + "{{ {'a': n.a} != {'a': n.b} }}",
                DOUBLED + "{{ n.a in [n.b] }}",
                DOUBLED + "{{ n.a is eq n.b }}",
                DOUBLED + "{{ [n.a, n.b] | unique }}",
                DOUBLED + "{{ n.a | tojson }}",
                "{% set x = 'a' * 10000000 %}{% for a in range(100000) %}{% if 'b' in x %}{% endif %}{% endfor %}",
                "{% set x = range(100000) %}{% for a in x %}{% if -1 in x %}{% endif %}{% endfor %}"
            })
    void a_template_that_does_too_much_is_stopped(String template) {
        JinjaTemplate parsed = JinjaTemplate.parse(template);
        assertTimeout(Duration.ofSeconds(20), () -> assertThatThrownBy(() -> parsed.render(Map.of()))
                .isInstanceOf(JinjaException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"class", "getClass", "bytes", "hashCode", "____int3rpr3t3r____", "__class__"})
    void nothing_of_java_is_reachable(String name) {
        for (String value : List.of("''", "1", "[]", "{}", "range", "namespace()", "none")) {
            assertThat(JinjaTemplate.parse("{{ (" + value + ")." + name + " is defined }}")
                            .render(Map.of()))
                    .as(value)
                    .isEqualTo("False");
        }
        assertThat(JinjaTemplate.parse("{{ " + name + " is defined }}").render(Map.of()))
                .isEqualTo("False");
    }

    @Test
    void text_in_variables_is_never_read_as_a_template() {
        String text = "{{ 1 + 1 }}{% for x in y %}";
        assertThat(JinjaTemplate.parse("{{ x }}").render(Map.of("x", text))).isEqualTo(text);
    }

    @Test
    void other_java_objects_are_no_variables() {
        JinjaTemplate template = JinjaTemplate.parse("{{ x }}");
        assertThatThrownBy(() -> template.render(Map.of("x", Thread.currentThread())))
                .hasMessageContaining("java.lang.Thread");
    }

    @Test
    void none_counts_as_empty_text_where_python_fails() {
        JinjaTemplate template =
                JinjaTemplate.parse("{{ 'a' + none + 'b' }}{{ none.strip() }}{{ 'x' in none }}{{ none }}");
        assertThat(template.render(Map.of())).isEqualTo("abFalseNone");
    }

    @Test
    void a_dictionary_added_to_text_is_json() {
        JinjaTemplate template = JinjaTemplate.parse("{{ 'call ' + {'a': [1, true, none]} }}");
        assertThat(template.render(Map.of())).isEqualTo("call {\"a\": [1, true, null]}");
    }

    @Test
    void dates_are_written_as_in_the_c_locale() {
        LocalDateTime time = LocalDateTime.of(2026, 3, 7, 15, 4, 5);
        assertThat(Globals.strftime("%d %b %Y|%A %B %-d|%y-%m|%H:%M:%S|%I %p|%%", time))
                .isEqualTo("07 Mar 2026|Saturday March 7|26-03|15:04:05|03 PM|%");
    }

    @Test
    void indices_count_characters() {
        assertThat(JinjaTemplate.parse("{{ x[1] }}{{ x[::-1] }}{{ x | length }}{{ x.find('b') }}")
                        .render(Map.of("x", "a😀b")))
                .isEqualTo("😀b😀a32");
    }

    private static JinjaTemplate template(String name) throws IOException {
        return JinjaTemplate.parse(Files.readString(TEMPLATES.resolve(name + ".jinja")));
    }

    private static Map<String, Object> variables(JsonNode node) {
        return JSON.convertValue(node, new TypeReference<>() {});
    }
}
