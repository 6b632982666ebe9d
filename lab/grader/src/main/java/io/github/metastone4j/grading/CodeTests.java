package io.github.metastone4j.grading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.metastone4j.evaluation.rollout.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/** Tests of a program: what it reads, and what it has to write. */
final class CodeTests {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One run of the program. */
    record CodeTest(String input, String output) {}

    private CodeTests() {}

    /**
     * Reads tests: a JSON array of objects with {@code input} and {@code output}.
     *
     * @throws IllegalArgumentException if they are none
     */
    static List<CodeTest> parse(String text) {
        List<CodeTest> tests = new ArrayList<>();
        for (JsonNode test : array(text)) {
            if (!test.path("input").isTextual() || !test.path("output").isTextual()) {
                throw new IllegalArgumentException("a test lacks 'input' or 'output': " + shortened(test.toString()));
            }
            tests.add(new CodeTest(
                    test.path("input").asText(), test.path("output").asText()));
        }
        if (tests.isEmpty()) {
            throw new IllegalArgumentException("there is no test; a program without tests cannot be judged");
        }
        return tests;
    }

    /**
     * The public and private tests of a line of LiveCodeBench, as {@link #parse} reads them; empty if they call a function.
     *
     * @throws IllegalArgumentException if they cannot be read; the message goes on behind the line's number
     */
    static Optional<String> published(JsonNode line) {
        ArrayNode tests = array(Problems.text(line, "public_test_cases"));
        JsonNode hidden = line.path("private_test_cases");
        if (hidden.isTextual() && !hidden.asText().isBlank()) {
            String text = hidden.asText().strip();
            tests.addAll(array(text.startsWith("[") ? text : unpacked(text)));
        }
        for (JsonNode test : tests) {
            if ("functional".equals(test.path("testtype").asText())) {
                return Optional.empty();
            }
        }
        parse(tests.toString());
        return Optional.of(tests.toString());
    }

    private static ArrayNode array(String text) {
        try {
            if (JSON.readTree(text) instanceof ArrayNode array) {
                return array;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("has tests that are not JSON: " + shortened(text), e);
        }
        throw new IllegalArgumentException("has tests that are not a JSON array: " + shortened(text));
    }

    /** Base64 around zlib around a pickle of one string: how the collection packs its private tests. */
    private static String unpacked(String text) {
        try (var in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return pickled(ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("has private tests in an unknown packing (" + e.getMessage() + ")", e);
        }
    }

    /** The string in a pickle that holds nothing else. Nothing in it is run: other instructions than these are refused. */
    private static String pickled(ByteBuffer pickle) {
        while (true) {
            int code = pickle.get() & 0xff;
            switch (code) {
                case 0x80 -> pickle.get(); // protocol
                case 0x95 -> pickle.getLong(); // frame
                case 0x8c -> {
                    return string(pickle, pickle.get() & 0xff);
                }
                case 'X' -> {
                    return string(pickle, pickle.getInt());
                }
                case 0x8d -> {
                    return string(pickle, Math.toIntExact(pickle.getLong()));
                }
                default -> throw new IllegalArgumentException("pickle instruction " + code);
            }
        }
    }

    private static String string(ByteBuffer pickle, int length) {
        byte[] bytes = new byte[length];
        pickle.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
