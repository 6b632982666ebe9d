package io.github.metastone4j.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {

    /** Written by the build from the Javadoc of the configuration's interfaces. */
    private static final Path GENERATED = Path.of("target/configuration/quarkus-langchain4j-metastone.md");

    private static final Path REFERENCE = Path.of("../../docs/configuration.md");

    @Test
    void the_reference_says_what_the_code_does() throws IOException {
        String reference = Files.readString(REFERENCE);
        String introduction = reference.substring(0, reference.indexOf("<table>"));

        assertThat(reference)
                .as("replace everything from <table> on in docs/configuration.md by that of %s", GENERATED)
                .isEqualTo(introduction + table(Files.readString(GENERATED)));
    }

    private static String table(String generated) {
        return generated.substring(generated.indexOf("<table>"));
    }
}
