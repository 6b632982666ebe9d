package io.github.metastone4j.tokenizer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What decoding needs of {@code tokenizer.json}: the vocabulary and the added tokens. Merges are left to the encoder. */
@JsonIgnoreProperties(ignoreUnknown = true)
record TokenizerFile(
        @JsonProperty("added_tokens") List<AddedToken> addedTokens, Model model, @Nullable JsonNode decoder) {

    /** No vocabulary comes near; a larger id means a damaged file and would only reserve memory. */
    private static final int MAX_ID = 1 << 24;

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Model(@Nullable Map<String, Integer> vocab) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record AddedToken(int id, String content, boolean special) {}

    // Jackson hands over null for what the file leaves out.
    @SuppressWarnings("ConstantValue")
    TokenizerFile {
        addedTokens = addedTokens == null ? List.of() : List.copyOf(addedTokens);
    }

    static TokenizerFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException(
                    "tokenizer.json is missing from " + file.getParent() + "; is the download complete?");
        }
        try {
            TokenizerFile parsed = new ObjectMapper().readValue(file.toFile(), TokenizerFile.class);
            if (parsed == null) {
                throw new TokenizerException(file + " holds nothing; is the download complete?");
            }
            parsed.check(file);
            return parsed;
        } catch (JsonProcessingException e) {
            throw new TokenizerException(
                    file + " is not a tokenizer in JSON: " + e.getOriginalMessage() + "; is the download complete?", e);
        } catch (IOException e) {
            throw new TokenizerException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    Map<String, Integer> vocabulary() {
        return model.vocab() == null ? Map.of() : model.vocab();
    }

    @SuppressWarnings("ConstantValue")
    private void check(Path file) {
        if (model == null || vocabulary().isEmpty()) {
            throw new TokenizerException(file + " has no 'model.vocab'; byte-level BPE vocabularies are supported");
        }
        if (decoder == null || !decoder.findValuesAsText("type").contains("ByteLevel")) {
            throw new TokenizerException(file + " is not byte-level (its decoder is " + decoder
                    + "); the vocabularies of Qwen2, Qwen3 and Llama 3 are");
        }
        for (Map.Entry<String, Integer> entry : vocabulary().entrySet()) {
            checkId(entry.getKey(), entry.getValue(), file);
        }
        for (AddedToken token : addedTokens) {
            checkId(token.content(), token.id(), file);
        }
    }

    private static void checkId(@Nullable String token, @Nullable Integer id, Path file) {
        if (token == null || id == null || id < 0 || id > MAX_ID) {
            throw new TokenizerException(
                    "token '" + token + "' of " + file + " has the id " + id + "; ids lie in 0.." + MAX_ID);
        }
    }
}
