package io.github.metastone4j.quarkus.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool's parameters, from JSON schema to LangChain4j's. Types that it has no class for stay as they were written; limits of
 * values, such as {@code minimum} or {@code pattern}, are left out, and so is what properties that are not named have to be.
 */
final class ToolSchemas {

    private static final String DEFINITIONS = "$defs";
    private static final String REFERENCE = "#/$defs/";

    private ToolSchemas() {}

    static JsonObjectSchema parameters(@Nullable JsonNode schema) {
        if (schema == null || schema.isNull()) {
            return JsonObjectSchema.builder().build();
        }
        JsonNode meant = resolved(schema);
        boolean chooses = meant.has("anyOf") || meant.has("oneOf") || meant.has("allOf") || meant.has("$ref");
        if (!meant.isObject() || chooses || !meant.path("type").asText("object").equals("object")) {
            throw ApiException.invalid(
                    "tools",
                    "parameters are " + schema
                            + "; they must be a JSON schema of one object, with its properties: put a choice into a property");
        }
        return object(meant);
    }

    /** The definition that a schema stands for as a whole, with all definitions. */
    private static JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        if (!reference.startsWith(REFERENCE)) {
            return schema;
        }
        JsonNode meant = schema.path(DEFINITIONS).path(reference.substring(REFERENCE.length()));
        if (!meant.isObject()) {
            return schema;
        }
        ObjectNode whole = meant.deepCopy();
        whole.set(DEFINITIONS, schema.get(DEFINITIONS));
        return whole;
    }

    private static JsonObjectSchema object(JsonNode schema) {
        JsonObjectSchema.Builder object = JsonObjectSchema.builder().description(description(schema));
        schema.path("properties")
                .properties()
                .forEach(each -> object.addProperty(each.getKey(), element(each.getValue())));
        if (schema.has("required")) {
            object.required(texts(schema.get("required")));
        }
        if (schema.has(DEFINITIONS)) {
            Map<String, JsonSchemaElement> definitions = new LinkedHashMap<>();
            schema.get(DEFINITIONS)
                    .properties()
                    .forEach(each -> definitions.put(each.getKey(), element(each.getValue())));
            object.definitions(definitions);
        }
        JsonNode others = schema.path("additionalProperties");
        if (others.isBoolean() || others.isObject()) { // a schema of others is more than LangChain4j's class can say
            object.additionalProperties(others.isObject() || others.asBoolean());
        }
        return object.build();
    }

    private static JsonSchemaElement element(JsonNode schema) {
        if (schema.isBoolean() && schema.asBoolean()) {
            return JsonRawSchema.from("{}"); // whatever it is
        }
        if (!schema.isObject()) {
            throw ApiException.invalid("tools", "a parameter's schema is " + schema + "; it must be an object");
        }
        String description = description(schema);
        if (schema.path("$ref").asText().startsWith(REFERENCE)) {
            return JsonReferenceSchema.builder()
                    .reference(schema.get("$ref").asText().substring(REFERENCE.length()))
                    .build();
        }
        if (schema.path("anyOf").isArray()) {
            List<JsonSchemaElement> choices = new ArrayList<>();
            schema.get("anyOf").forEach(choice -> choices.add(element(choice)));
            return JsonAnyOfSchema.builder()
                    .description(description)
                    .anyOf(choices)
                    .build();
        }
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
            case "null" -> new JsonNullSchema();
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
