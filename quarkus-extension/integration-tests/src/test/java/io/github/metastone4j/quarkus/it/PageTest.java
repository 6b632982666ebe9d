package io.github.metastone4j.quarkus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/quarkus.md shows is what this application does. */
class PageTest {

    private static final Path PAGE = Path.of("../../docs/quarkus.md");
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void every_java_snippet_is_part_of_this_application() throws IOException {
        List<String> snippets = snippets();
        List<String> sources = sources();

        assertThat(snippets).hasSizeGreaterThanOrEqualTo(3).allSatisfy(snippet -> assertThat(sources)
                .as("%s", snippet)
                .anyMatch(source -> source.contains(snippet)));
    }

    private static List<String> snippets() throws IOException {
        return Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> unindented(block.group(1)))
                .toList();
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(Files::isRegularFile)
                    .map(PageTest::read)
                    .map(PageTest::unindented)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String unindented(String text) {
        return text.strip().replaceAll("(?m)^ +", "");
    }
}
