package io.github.metastone4j.sample.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import org.junit.jupiter.api.Test;

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
}
