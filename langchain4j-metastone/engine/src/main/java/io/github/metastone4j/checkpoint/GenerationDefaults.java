package io.github.metastone4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sampling settings a model's authors recommend, from generation_config.json. Null means: nothing recommended.
 *
 * @param temperature 0 to 100; 0 is greedy
 * @param topP more than 0, at most 1
 * @param topK candidates per token; 0 is no limit
 * @param repetitionPenalty more than 0, at most 100; 1 is none
 * @param doSample false asks for greedy decoding
 * @param eosTokenIds tokens that end a text; empty if nothing is said
 */
public record GenerationDefaults(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double repetitionPenalty,
        @Nullable Boolean doSample,
        List<Integer> eosTokenIds) {

    /** @throws IllegalArgumentException if a value is out of range */
    public GenerationDefaults {
        eosTokenIds = List.copyOf(eosTokenIds);
        require(
                temperature == null || (temperature >= 0 && temperature <= 100),
                "temperature",
                temperature,
                "0 to 100");
        require(topP == null || (topP > 0 && topP <= 1), "top_p", topP, "more than 0, at most 1");
        require(topK == null || topK >= 0, "top_k", topK, "at least 0");
        require(
                repetitionPenalty == null || (repetitionPenalty > 0 && repetitionPenalty <= 100),
                "repetition_penalty",
                repetitionPenalty,
                "more than 0, at most 100");
        for (int id : eosTokenIds) {
            require(id >= 0, "eos_token_id", id, "at least 0");
        }
    }

    /** No recommendation at all. */
    public static GenerationDefaults none() {
        return new GenerationDefaults(null, null, null, null, null, List.of());
    }

    /**
     * Reads a generation_config.json; without that file there is no recommendation.
     *
     * @throws CheckpointException if a value is out of range
     */
    public static GenerationDefaults read(Path file) {
        if (!Files.exists(file)) {
            return none();
        }
        JsonFields json = JsonFields.read(file);
        try {
            return new GenerationDefaults(
                    json.numberOrNull("temperature"),
                    json.numberOrNull("top_p"),
                    json.integerOrNull("top_k"),
                    json.numberOrNull("repetition_penalty"),
                    json.flagOrNull("do_sample"),
                    json.tokenIds("eos_token_id"));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(json.source() + ": " + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String name, @Nullable Object value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + range);
        }
    }
}
