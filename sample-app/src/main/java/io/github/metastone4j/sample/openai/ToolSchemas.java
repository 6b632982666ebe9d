package io.github.metastone4j.sample.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tool's parameters, from JSON schema to LangChain4j's. What that has no class for stays as it was written. */
final class ToolSchemas {

    private ToolSchemas() {}

    static JsonObjectSchema parameters(@Nullable JsonNode schema) {
        if (schema == null || schema.isNull()) {
            return JsonObjectSchema.builder().build();
        }
        if (!schema.isObject() || !schema.path("type").asText("object").equals("object")) {
            throw ApiException.invalid(
                    "tools", "parameters are " + schema + "; they must be a JSON schema of an object");
        }
        return object(schema);
    }

    private static JsonObjectSchema object(JsonNode schema) {
        JsonObjectSchema.Builder object = JsonObjectSchema.builder().description(description(schema));
        schema.path("properties")
                .properties()
                .forEach(each -> object.addProperty(each.getKey(), element(each.getValue())));
        if (schema.has("required")) {
            object.required(texts(schema.get("required")));
        }
        if (schema.path("additionalProperties").isBoolean()) {
            object.additionalProperties(schema.get("additionalProperties").asBoolean());
        }
        return object.build();
    }

    private static JsonSchemaElement element(JsonNode schema) {
        String description = description(schema);
        if (schema.has("enum") && schema.path("type").asText("string").equals("string")) {
            return JsonEnumSchema.builder()
                    .description(description)
                    .enumValues(texts(schema.get("enum")))
                    .build();
        }
        return switch (schema.path("type").asText()) {
            case "string" -> JsonStringSchema.builder().description(description).build();
            case "integer" ->
                JsonIntegerSchema.builder().description(description).build();
            case "number" -> JsonNumberSchema.builder().description(description).build();
            case "boolean" ->
                JsonBooleanSchema.builder().description(description).build();
            case "array" ->
                schema.has("items")
                        ? JsonArraySchema.builder()
                                .description(description)
                                .items(element(schema.get("items")))
                                .build()
                        : JsonRawSchema.from(schema.toString());
            case "object" -> object(schema);
            default -> JsonRawSchema.from(schema.toString());
        };
    }

    private static @Nullable String description(JsonNode schema) {
        return schema.has("description") ? schema.get("description").asText() : null;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
