package io.github.metastone4j.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object and the name of the file it came from, so that every complaint can say where. A field that is null
 * counts as absent, as in Python.
 */
record JsonFields(String source, JsonNode node) {

    /** No file of settings or names is larger; a larger one is not what its name says. */
    static final long MAX_BYTES = 100_000_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static JsonFields read(Path file) {
        String source = file.getFileName().toString();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CheckpointException(source + " has " + Files.size(file) + " bytes; at most " + MAX_BYTES
                        + " are expected. Is it the right file?");
            }
            return parse(source, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new MissingCheckpointException(file + " does not exist; is the download complete?");
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    static JsonFields parse(String source, byte[] json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (!node.isObject()) {
                throw new CheckpointException(source + " is not a JSON object; is the download complete?");
            }
            return new JsonFields(source, node);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    source + " is not valid JSON: " + e.getOriginalMessage() + "; is the download complete?", e);
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + source + ": " + e.getMessage(), e);
        }
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    int integer(String name) {
        return wholeNumber(name, required(name));
    }

    @Nullable
    Integer integerOrNull(String name) {
        return has(name) ? integer(name) : null;
    }

    int integer(String name, int fallback) {
        return has(name) ? integer(name) : fallback;
    }

    double number(String name) {
        JsonNode value = required(name);
        if (!value.isNumber()) {
            throw wrong(name, value, "a number is expected");
        }
        return value.doubleValue();
    }

    @Nullable
    Double numberOrNull(String name) {
        return has(name) ? number(name) : null;
    }

    double number(String name, double fallback) {
        return has(name) ? number(name) : fallback;
    }

    @Nullable
    Boolean flagOrNull(String name) {
        return has(name) ? flag(name, false) : null;
    }

    boolean flag(String name, boolean fallback) {
        if (!has(name)) {
            return fallback;
        }
        JsonNode value = node.get(name);
        if (!value.isBoolean()) {
            throw wrong(name, value, "true or false is expected");
        }
        return value.booleanValue();
    }

    @Nullable
    String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    String text(String name) {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw wrong(name, value, "a text is expected");
        }
        return value.textValue();
    }

    String text(String name, String fallback) {
        return has(name) ? text(name) : fallback;
    }

    /** The texts of a list; empty when absent. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (has(name)) {
            for (JsonNode item : array(name)) {
                texts.add(item.asText());
            }
        }
        return texts;
    }

    /** Token ids, written as one number or as a list; empty when absent. */
    List<Integer> tokenIds(String name) {
        List<Integer> ids = new ArrayList<>();
        if (has(name)) {
            Iterable<JsonNode> items = node.get(name).isArray() ? node.get(name) : List.of(node.get(name));
            for (JsonNode item : items) {
                ids.add(wholeNumber(name, item));
            }
        }
        return ids;
    }

    /** The sizes and offsets of a safetensors header: non-negative whole numbers. */
    List<Long> longs(String name) {
        List<Long> longs = new ArrayList<>();
        for (JsonNode item : array(name)) {
            if (!item.isIntegralNumber() || !item.canConvertToLong() || item.longValue() < 0) {
                throw wrong(name, node.get(name), "whole numbers from 0 are expected");
            }
            longs.add(item.longValue());
        }
        return longs;
    }

    @Nullable
    JsonFields object(String name) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = node.get(name);
        if (!value.isObject()) {
            throw wrong(name, value, "an object is expected");
        }
        return new JsonFields(source, value);
    }

    private JsonNode array(String name) {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrong(name, value, "a list is expected");
        }
        return value;
    }

    private JsonNode required(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw new CheckpointException(source + " has no '" + name + "'; is it the right file?");
        }
        return value;
    }

    /** Python writes some whole numbers as 8192.0, so what counts is the value. */
    private int wholeNumber(String name, JsonNode value) {
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (number != (int) number) {
            throw wrong(name, value, "a whole number is expected");
        }
        return (int) number;
    }

    private CheckpointException wrong(String name, JsonNode value, String remedy) {
        String text = value.toString();
        String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
        return new CheckpointException(source + ": '" + name + "' is " + shown + "; " + remedy);
    }
}
