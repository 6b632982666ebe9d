package io.github.metastone4j;

import io.github.metastone4j.checkpoint.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whole model folders, made of a golden checkpoint and the tiny tokenizer, whose tokens fit its vocabulary. */
public final class ReflectiveModels {

    private ReflectiveModels() {}

    /** A folder in which the template leaves thinking open. */
    public static Path thinking(Path target) {
        Path folder = plain(target);
        write(
                folder.resolve("chat_template.jinja"),
                "{%- for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content"
                        + " + '<|im_end|>\\n' }}{%- endfor %}{{ '<|im_start|>assistant\\n<think>' }}");
        return folder;
    }

    /** A folder with the template of the tokenizer's own configuration. */
    static Path plain(Path target) {
        Path folder = target.resolve("tiny-reasoner");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copy(Resources.folder("golden/qwen2-float32"), folder);
        copy(Resources.folder("tiny-tokenizer"), folder);
        return folder;
    }

    public static Path withoutHead(Path target) {
        Path folder = thinking(target);
        try {
            Files.delete(folder.resolve("score_module.pt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    public static ModelOptions options(Path folder) {
        return ModelOptions.of(folder).withDevices(List.of("cpu")).withThreads(1);
    }

    /** Few tokens, so that a request is quick. */
    public static ReflectionSettings settings(int k, long seed) {
        return ReflectionSettings.standard()
                .withTrajectories(k)
                .withSampling(0.9, 0.95, null, 1.0)
                .withLimits(24, 8)
                .withSeed(seed)
                .withStepRule("window:6");
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
