package io.github.metastone4j.chat.grammar;

import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The JSON values that a schema describes, as a grammar.
 *
 * <p>Objects have the properties that are declared, in any order, and the required ones among them; others only where
 * {@code additionalProperties} allows them, or where none are declared. A number may stand where a text is wanted. What a schema says in a way that is not known here
 * may be any JSON value.
 */
public final class JsonValues {

    /** How deep arrays and objects lie in one another where any value may stand. */
    private static final int DEEPEST = 32;

    /** Digits of a number before its point, behind it, and of its exponent: fewer than the limits of common readers. */
    private static final int DIGITS = 100;

    private static final int EXPONENT_DIGITS = 3;

    private static final Symbol INTEGER = new Sequence(
            new Optional("-"),
            new Choice(Literal.of("0"), new Sequence(new OneOf("123456789"), new Digits(DIGITS - 1))));

    private static final Symbol NUMBER = new Sequence(
            INTEGER,
            new Optional(".", OneOf.DIGIT, new Digits(DIGITS - 1)),
            new Optional("eE", new Optional("+-"), OneOf.DIGIT, new Digits(EXPONENT_DIGITS - 1)));

    /**
     * A text, or a number in its place: whoever reads arguments takes that for its digits. A small model that leaves out the quotes
     * means the number; were it held to quotes, it would put in them what was to come behind them.
     */
    private static final Symbol TEXT = new Choice(Text.STRING, NUMBER);

    private static final Symbol BOOLEAN = new Choice(Literal.of("true"), Literal.of("false"));

    private static final Symbol NULL = Literal.of("null");

    private static final Symbol ANY = any();

    private final UnaryOperator<String> quoted;
    private final Map<String, JsonSchemaElement> definitions;
    private final Map<String, Named> named = new HashMap<>();
    private final Symbol root;

    private JsonValues(JsonObjectSchema schema, UnaryOperator<String> quoted) {
        this.quoted = quoted;
        this.definitions = schema.definitions() == null ? Map.of() : schema.definitions();
        this.root = object(schema, Boolean.TRUE.equals(schema.additionalProperties()));
    }

    /**
     * The objects that are arguments by a schema.
     *
     * @param schema null if there are no arguments: then the object is empty, as it is where none are declared
     * @param quoted writes a text as a JSON string
     */
    public static JsonValues arguments(@Nullable JsonObjectSchema schema, UnaryOperator<String> quoted) {
        return new JsonValues(schema == null ? JsonObjectSchema.builder().build() : schema, quoted);
    }

    Symbol root() {
        return root;
    }

    private static Symbol any() {
        Symbol any = new Choice(Text.STRING, NUMBER, BOOLEAN, NULL);
        for (int depth = 0; depth < DEEPEST; depth++) {
            any = new Choice(Text.STRING, NUMBER, BOOLEAN, NULL, new JsonObject(List.of(), any), new JsonArray(any));
        }
        return any;
    }

    /** @param within names that stand for this value or for a choice with it: they can't be what they stand for */
    private Symbol value(@Nullable JsonSchemaElement schema, Set<String> within) {
        if (schema instanceof JsonStringSchema) {
            return TEXT;
        } else if (schema instanceof JsonIntegerSchema) {
            return INTEGER;
        } else if (schema instanceof JsonNumberSchema) {
            return NUMBER;
        } else if (schema instanceof JsonBooleanSchema) {
            return BOOLEAN;
        } else if (schema instanceof JsonNullSchema) {
            return NULL;
        } else if (schema instanceof JsonEnumSchema words && isGiven(words.enumValues())) {
            return new Choice(words.enumValues().stream()
                    .map(word -> Literal.of(quoted.apply(word)))
                    .toArray(Symbol[]::new));
        } else if (schema instanceof JsonArraySchema array) {
            return new JsonArray(value(array.items(), Set.of()));
        } else if (schema instanceof JsonObjectSchema object) {
            return object(
                    object,
                    Boolean.TRUE.equals(object.additionalProperties())
                            || object.properties().isEmpty());
        } else if (schema instanceof JsonAnyOfSchema some && isGiven(some.anyOf())) {
            return new Choice(
                    some.anyOf().stream().map(one -> value(one, within)).toArray(Symbol[]::new));
        } else if (schema instanceof JsonReferenceSchema reference && reference.reference() != null) {
            return named(reference.reference(), within);
        }
        return ANY;
    }

    private static boolean isGiven(@Nullable List<?> values) {
        return values != null && !values.isEmpty();
    }

    private Symbol named(String name, Set<String> within) {
        JsonSchemaElement meaning = definitions.get(name);
        if (meaning == null || within.contains(name)) {
            return ANY;
        }
        Named known = named.get(name);
        if (known == null) {
            known = new Named();
            named.put(name, known);
            Set<String> open = new HashSet<>(within);
            open.add(name);
            known.mean(value(meaning, open));
        }
        return known;
    }

    private Symbol object(JsonObjectSchema schema, boolean others) {
        List<JsonObject.Property> properties = new ArrayList<>();
        schema.properties()
                .forEach((name, value) -> properties.add(new JsonObject.Property(
                        Literal.of(quoted.apply(name)),
                        value(value, Set.of()),
                        schema.required() != null && schema.required().contains(name))));
        return new JsonObject(List.copyOf(properties), others ? ANY : null);
    }
}
