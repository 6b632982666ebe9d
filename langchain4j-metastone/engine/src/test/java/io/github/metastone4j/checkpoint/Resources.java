package io.github.metastone4j.checkpoint;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Files that tests read, and copies of them that tests may break. */
public final class Resources {

    private Resources() {}

    public static Path folder(String name) {
        return path("/" + name);
    }

    public static Path golden(String name) {
        return path("/golden/" + name);
    }

    public static Path torch(String name) {
        return path("/torch/" + name);
    }

    public static Path copyOfGolden(String name, Path target) throws IOException {
        List<Path> files;
        try (Stream<Path> listing = Files.list(golden(name))) {
            files = listing.toList();
        }
        for (Path file : files) {
            Files.copy(file, target.resolve(file.getFileName().toString()));
        }
        return target;
    }

    private static Path path(String resource) {
        URL url = Objects.requireNonNull(Resources.class.getResource(resource), resource);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
