package io.github.metastone4j.quarkus.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolSchemasTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void nested_models_and_choices_mean_what_they_meant() throws Exception {
        String schema =
                """
                {"type": "object",
                 "properties": {
                   "at": {"$ref": "#/$defs/Point"},
                   "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
                 "required": ["at"],
                 "$defs": {"Point": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}}}
                """;

        var told = JSON.valueToTree(JsonSchemaElementUtils.toMap(ToolSchemas.parameters(JSON.readTree(schema))));

        assertThat(told.at("/properties/at/$ref").asText()).isEqualTo("#/$defs/Point");
        assertThat(told.at("/$defs/Point/properties/x/type").asText()).isEqualTo("number");
        assertThat(told.at("/properties/size/anyOf/0/type").asText()).isEqualTo("integer");
        assertThat(told.at("/properties/size/anyOf/1/type").asText()).isEqualTo("null");
        assertThat(told.at("/required/0").asText()).isEqualTo("at");
    }

    @Test
    void a_definition_may_stand_for_the_whole() throws Exception {
        String schema =
                """
                {"$ref": "#/$defs/Point",
                 "$defs": {"Point": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}}}
                """;

        JsonObjectSchema parameters = ToolSchemas.parameters(JSON.readTree(schema));

        assertThat(parameters.properties()).containsOnlyKeys("x");
        assertThat(parameters.required()).containsExactly("x");
        assertThat(parameters.definitions()).containsOnlyKeys("Point");
    }

    @Test
    void other_properties_are_allowed_where_a_schema_says_what_they_are() throws Exception {
        String schema = "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"number\"}}";

        assertThat(ToolSchemas.parameters(JSON.readTree(schema)).additionalProperties())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"anyOf\": [{\"type\": \"object\"}]}",
                "{\"type\": \"object\", \"oneOf\": [{}]}",
                "{\"allOf\": [{\"type\": \"object\"}]}",
                "{\"$ref\": \"#/$defs/Gone\"}",
                "[]"
            })
    void what_is_not_one_object_is_refused(String schema) {
        assertThatThrownBy(() -> ToolSchemas.parameters(JSON.readTree(schema)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(schema.substring(0, 1))
                .hasMessageContaining("of one object");
    }
}
