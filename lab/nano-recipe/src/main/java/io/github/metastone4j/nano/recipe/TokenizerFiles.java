package io.github.metastone4j.nano.recipe;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.nano.Calculator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a tokenizer as the files of a Hugging Face folder, the same bytes on every platform. */
final class TokenizerFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TOKENIZER =
            """
            {
              "version": "1.0",
              "truncation": null,
              "padding": null,
              "added_tokens": [],
              "normalizer": null,
              "pre_tokenizer": {
                "type": "Sequence",
                "pretokenizers": [
                  {"type": "Split", "pattern": {"Regex": ""}, "behavior": "Isolated", "invert": false},
                  {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false}
                ]
              },
              "post_processor": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false},
              "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false},
              "model": {
                "type": "BPE",
                "dropout": null,
                "unk_token": null,
                "continuing_subword_prefix": "",
                "end_of_word_suffix": "",
                "fuse_unk": false,
                "byte_fallback": false,
                "ignore_merges": false,
                "vocab": {},
                "merges": []
              }
            }
            """;

    private static final String TOKENIZER_CONFIG =
            """
            {
              "tokenizer_class": "PreTrainedTokenizerFast",
              "model_max_length": 1024,
              "add_bos_token": false,
              "add_prefix_space": false,
              "bos_token": null,
              "clean_up_tokenization_spaces": false,
              "eos_token": "<|im_end|>",
              "errors": "replace",
              "pad_token": "<|endoftext|>",
              "split_special_tokens": false,
              "unk_token": null,
              "added_tokens_decoder": {}
            }
            """;

    private static final String GENERATION_CONFIG =
            """
            {
              "do_sample": true,
              "eos_token_id": [],
              "pad_token_id": 0,
              "repetition_penalty": 1.0,
              "temperature": 0.6,
              "top_k": 0,
              "top_p": 1.0
            }
            """;

    private final NanoTokenizer tokenizer;

    TokenizerFiles(NanoTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("tokenizer.json"), pretty(tokenizer()));
        Files.writeString(folder.resolve("tokenizer_config.json"), pretty(tokenizerConfig()));
        Files.writeString(folder.resolve("generation_config.json"), pretty(generationConfig()));
    }

    private ObjectNode tokenizer() throws IOException {
        ObjectNode file = parse(TOKENIZER);
        ArrayNode added = file.withArray("added_tokens");
        for (String content : NanoTokenizer.added()) {
            added.addObject().put("id", id(content)).setAll(addedToken(content));
        }
        file.withObject("/pre_tokenizer/pretokenizers/0/pattern").put("Regex", NanoTokenizer.WORD);
        ObjectNode vocabulary = file.withObject("/model/vocab");
        tokenizer.symbols().forEach(symbol -> vocabulary.put(symbol, vocabulary.size()));
        ArrayNode merges = file.withObject("/model").withArray("merges");
        tokenizer.merges().forEach(merge -> merges.add(merge.left() + " " + merge.right()));
        return file;
    }

    private ObjectNode tokenizerConfig() throws IOException {
        ObjectNode file = parse(TOKENIZER_CONFIG);
        ObjectNode added = file.withObject("/added_tokens_decoder");
        NanoTokenizer.added().forEach(content -> added.set(Integer.toString(id(content)), addedToken(content)));
        file.put("chat_template", chatTemplate());
        return file;
    }

    private ObjectNode generationConfig() throws IOException {
        ObjectNode file = parse(GENERATION_CONFIG);
        file.withArray("eos_token_id").add(id("<|im_end|>")).add(id("<|endoftext|>"));
        file.put("pad_token_id", id("<|endoftext|>"));
        return file;
    }

    private int id(String added) {
        return tokenizer.symbols().size() + NanoTokenizer.added().indexOf(added);
    }

    private static ObjectNode addedToken(String content) {
        return JSON.createObjectNode()
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", NanoTokenizer.SPECIAL.contains(content));
    }

    private static String chatTemplate() throws IOException {
        try (InputStream in = Calculator.class.getResourceAsStream("chat_template.jinja")) {
            if (in == null) {
                throw new IllegalStateException("the resource chat_template.jinja is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static ObjectNode parse(String text) throws IOException {
        return (ObjectNode) JSON.readTree(text);
    }

    private static String pretty(ObjectNode file) throws IOException {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        return JSON.writer(printer).writeValueAsString(file) + "\n";
    }
}
