package io.github.metastone4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The safetensors files of a folder, one or several, as one set of named tensors. */
final class Weights {

    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    /** A file in the same folder: an index that points elsewhere is not to be followed. */
    private static final Pattern SHARD_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*\\.safetensors");

    /** What lists the tensors, for messages. */
    private final String source;

    private final Map<String, SafeTensors> fileOf;

    private Weights(String source, Map<String, SafeTensors> fileOf) {
        this.source = source;
        this.fileOf = fileOf;
    }

    static Weights open(Path dir) {
        Path single = dir.resolve(SINGLE);
        if (Files.exists(single)) {
            SafeTensors file = SafeTensors.open(single);
            Map<String, SafeTensors> fileOf = new HashMap<>();
            file.names().forEach(name -> fileOf.put(name, file));
            return new Weights(SINGLE, fileOf);
        }
        Path index = dir.resolve(INDEX);
        if (Files.exists(index)) {
            return sharded(dir, JsonFields.read(index));
        }
        if (Files.exists(dir.resolve("pytorch_model.bin"))
                || Files.exists(dir.resolve("pytorch_model.bin.index.json"))) {
            throw new MissingCheckpointException(dir
                    + " holds pytorch_model.bin, a format that may run code; safetensors"
                    + " are needed. Convert it in Python: transformers.AutoModelForCausalLM.from_pretrained('" + dir
                    + "', dtype='auto').save_pretrained('" + dir + "')");
        }
        throw new MissingCheckpointException(
                dir + " holds neither " + SINGLE + " nor " + INDEX + "; is the download complete?");
    }

    private static Weights sharded(Path dir, JsonFields index) {
        JsonFields weightMap = index.object("weight_map");
        if (weightMap == null) {
            throw new CheckpointException(INDEX + " has no 'weight_map'; is it the right file?");
        }
        Map<String, SafeTensors> shards = new HashMap<>();
        Map<String, SafeTensors> fileOf = new HashMap<>();
        for (var field : weightMap.node().properties()) {
            String shard = field.getValue().asText();
            if (!SHARD_NAME.matcher(shard).matches()) {
                throw new CheckpointException(INDEX + " says tensor '" + field.getKey() + "' is in '" + shard
                        + "'; only safetensors files of the same folder are accepted");
            }
            fileOf.put(field.getKey(), shards.computeIfAbsent(shard, name -> SafeTensors.open(dir.resolve(name))));
        }
        return new Weights(INDEX, fileOf);
    }

    StoredTensor tensor(String name) {
        SafeTensors file = fileOf.get(name);
        if (file == null) {
            throw new CheckpointException(
                    "tensor '" + name + "' is missing from " + source + "; is the download complete?");
        }
        return file.tensor(name);
    }
}
