package io.github.metastone4j.chat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Folders among the test resources. */
public final class Resources {

    private Resources() {}

    public static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(Resources.class.getResource("/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
