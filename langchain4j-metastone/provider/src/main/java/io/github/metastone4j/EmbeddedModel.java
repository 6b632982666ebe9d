package io.github.metastone4j;

import io.github.metastone4j.checkpoint.MissingCheckpointException;
import io.github.metastone4j.effort.Calibration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The small model in the artifact {@code langchain4j-metastone-nano}. Weights are mapped from files, so inside a jar they
 * are first copied to a cache folder named by their checksum: {@code -Dmetastone.cache=DIR}, by default
 * {@code ~/.cache/metastone}.
 */
final class EmbeddedModel {

    static final String NAME = "metastone-nano";

    private static final String RESOURCES = "io/github/metastone4j/nano/";
    private static final List<String> FILES = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "score_module.safetensors",
            Calibration.FILE,
            "model.safetensors");

    private EmbeddedModel() {}

    /** The model as a checkpoint folder. */
    static Path folder() {
        URL config = resource("config.json");
        if (config.getProtocol().equals("file")) {
            try {
                return Path.of(config.toURI()).resolveSibling("");
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        Path cache = Path.of(System.getProperty(
                "metastone.cache",
                Path.of(System.getProperty("user.home"), ".cache", "metastone").toString()));
        try {
            Path folder = cache.resolve(NAME + "-" + checksum());
            Files.createDirectories(folder);
            for (String file : FILES) {
                copy(file, folder.resolve(file));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the embedded model cannot be copied to " + cache + " (" + e.getMessage()
                            + "); make room there, or name another folder with -Dmetastone.cache=DIR",
                    e);
        }
    }

    /** The application's class loader goes first: in some frameworks it sees the artifact, and ours does not. */
    private static URL resource(String file) {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        URL url = application == null ? null : application.getResource(RESOURCES + file);
        if (url == null) {
            url = EmbeddedModel.class.getClassLoader().getResource(RESOURCES + file);
        }
        if (url == null) {
            throw new MissingCheckpointException("no modelPath is set and there is no embedded model: '" + RESOURCES
                    + file + "' is not on the class path; set modelPath, or add the dependency"
                    + " io.github.metastone4j:langchain4j-metastone-nano");
        }
        return url;
    }

    /** Of all files: a new build of the model gets a folder of its own. */
    private static String checksum() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : FILES) {
                try (InputStream in = resource(file).openStream()) {
                    digest.update(in.readAllBytes());
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file that is there is whole: copies appear under their name only when they are. */
    private static void copy(String file, Path target) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        Path partial = Files.createTempFile(target.getParent(), file, ".partial");
        try (InputStream in = resource(file).openStream()) {
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
