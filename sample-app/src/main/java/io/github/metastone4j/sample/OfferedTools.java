package io.github.metastone4j.sample;

import io.github.metastone4j.sample.tools.MathsTools;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Names of the tools that the model may call, as {@code sample.tools} says; the application does not start with others. */
@Startup
@Singleton
public class OfferedTools {

    /** The same as an empty value, which not every shell can give to a variable. */
    private static final String NONE = "none";

    private final Set<String> names;

    OfferedTools(@ConfigProperty(name = "sample.tools") Optional<List<String>> tools) {
        names = new TreeSet<>(tools.orElse(List.of()));
        if (names.equals(Set.of(NONE))) {
            names.clear();
        }
        for (String name : names) {
            if (!MathsTools.NAMES.contains(name)) {
                throw new IllegalArgumentException("sample.tools has '" + name + "'; it must be "
                        + String.join(", ", MathsTools.NAMES) + ", some of these with commas between them, or " + NONE);
            }
        }
    }

    /** In alphabetical order. */
    Set<String> names() {
        return names;
    }
}
