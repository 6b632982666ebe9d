package io.github.metastone4j.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as models write it: also with trailing commas, line breaks in strings, single quotes, needless escapes, and
 * Python's {@code True}, {@code False} and {@code None}.
 */
final class LenientJson {

    private static final Map<String, String> PYTHON = Map.of("True", "true", "False", "false", "None", "null");

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(
                    JsonReadFeature.ALLOW_TRAILING_COMMA,
                    JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                    JsonReadFeature.ALLOW_SINGLE_QUOTES,
                    JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private LenientJson() {}

    /** The value of a text, or null if even leniently it has none. */
    static @Nullable JsonNode read(String text) {
        try {
            return LENIENT.readTree(withoutPython(text));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Whether every JSON parser would read the text. */
    static boolean isStrict(String text) {
        try {
            return !STRICT.readTree(text).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** A value as strict JSON. */
    static String write(@Nullable Object value) {
        try {
            return STRICT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String withoutPython(String text) {
        StringBuilder json = new StringBuilder(text.length());
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int end = i + 1;
            if (quote == 0 && Character.isLetter(c)) {
                while (end < text.length() && Character.isLetter(text.charAt(end))) {
                    end++;
                }
            } else if (quote != 0 && c == '\\') {
                end = Math.min(i + 2, text.length());
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote == c) {
                quote = 0;
            }
            String part = text.substring(i, end);
            json.append(quote == 0 ? PYTHON.getOrDefault(part, part) : part);
            i = end - 1;
        }
        return json.toString();
    }
}
