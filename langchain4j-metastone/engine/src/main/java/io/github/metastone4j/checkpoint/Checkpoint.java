package io.github.metastone4j.checkpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint in Hugging Face layout. Once it is open, every tensor the model needs is known to be there, in a supported
 * type and in the right shape; the data itself is not read.
 */
public final class Checkpoint {

    private static final int SAMPLED = 4096;

    private final Path dir;
    private final ModelConfig config;
    private final GenerationDefaults generationDefaults;
    private final Weights weights;
    private final @Nullable ScoreHead head;
    private final List<Integer> eosTokenIds;

    private Checkpoint(Path dir) {
        this.dir = dir;
        this.config = ModelConfig.read(dir.resolve("config.json"));
        this.generationDefaults = GenerationDefaults.read(dir.resolve("generation_config.json"));
        this.weights = Weights.open(dir);
        this.head = ScoreHead.find(dir, config.hiddenSize());
        requireLayer(head == null ? null : head.layer());
        List<Integer> recommended = generationDefaults.eosTokenIds();
        this.eosTokenIds = recommended.isEmpty() ? config.eosTokenIds() : recommended;
        eosTokenIds.forEach(this::requireInVocabulary);
        config.tensorShapes().forEach(this::requireTensor);
    }

    /**
     * Opens the checkpoint in a folder: config.json, generation_config.json (if there), model.safetensors or the shards of
     * model.safetensors.index.json, and score_module.safetensors or score_module.pt (if there).
     *
     * @throws MissingCheckpointException if the folder or a file that is needed does not exist
     * @throws CheckpointException if a file is damaged, or the model is one that cannot be hosted
     */
    public static Checkpoint open(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new MissingCheckpointException(
                    "'" + dir + "' is not a folder; give the folder that holds config.json and model.safetensors");
        }
        return new Checkpoint(dir);
    }

    /** The folder. */
    public Path dir() {
        return dir;
    }

    /** The shape of the model. */
    public ModelConfig config() {
        return config;
    }

    /** The sampling settings its authors recommend. */
    public GenerationDefaults generationDefaults() {
        return generationDefaults;
    }

    /**
     * The tensor of that name, such as {@code model.layers.0.self_attn.q_proj.weight}.
     *
     * @throws CheckpointException if there is none, or it is of an unsupported type; never for those of
     *     {@link ModelConfig#tensorShapes()}
     */
    public StoredTensor tensor(String name) {
        return weights.tensor(name);
    }

    /** The score head, or null if the folder holds none: then the model can answer, but not judge its steps. */
    public @Nullable ScoreHead head() {
        return head;
    }

    /** How many numbers the model consists of, its score head included. */
    public long parameters() {
        return tensors().mapToLong(StoredTensor::elements).sum();
    }

    /**
     * By what these weights, the head's included, are told from others: a digest of the names, shapes and first {@value #SAMPLED}
     * bytes of all tensors. Training moves every tensor, so it need not read them all.
     */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            tensors().forEach(tensor -> {
                digest.update((tensor.name() + tensor.shape() + tensor.dtype()).getBytes(StandardCharsets.UTF_8));
                digest.update(tensor.map(0, (int) Math.min(SAMPLED, tensor.bytes())));
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Stream<StoredTensor> tensors() {
        Stream<StoredTensor> policy =
                config.tensorShapes().keySet().stream().sorted().map(weights::tensor);
        return head == null
                ? policy
                : Stream.concat(
                        policy, Stream.of(head.hiddenWeight(), head.hiddenBias(), head.outWeight(), head.outBias()));
    }

    /** The tokens that end a text: generation_config.json's, or else config.json's; may be empty. */
    public List<Integer> eosTokenIds() {
        return eosTokenIds;
    }

    private void requireLayer(@Nullable Integer layer) {
        if (layer != null && (layer < 0 || layer >= config.layers())) {
            throw new CheckpointException("the score head reads before layer " + layer + ", but config.json has "
                    + config.layers() + " layers; do the two belong together?");
        }
    }

    private void requireInVocabulary(int eosTokenId) {
        if (eosTokenId >= config.vocabSize()) {
            throw new CheckpointException("generation_config.json: eos_token_id is " + eosTokenId
                    + ", but config.json has vocab_size " + config.vocabSize() + "; do the two belong together?");
        }
    }

    private void requireTensor(String name, List<Long> shape) {
        StoredTensor tensor = weights.tensor(name);
        if (!tensor.shape().equals(shape)) {
            throw new CheckpointException(
                    "tensor '" + name + "' in " + tensor.file().getFileName() + " has shape " + tensor.shape()
                            + ", but config.json asks for " + shape + "; do the two belong together?");
        }
    }
}
