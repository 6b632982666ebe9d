package io.github.metastone4j.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the summary relies on in this project. */
class ProjectTest {

    private static final Path ROOT = root();
    private static final Pattern ARTIFACT = Pattern.compile("</parent>\\s*<artifactId>(.*?)</artifactId>");

    /** The topmost folder with a pom. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (Files.exists(folder.resolveSibling("pom.xml"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    @Test
    void every_slow_test_is_named_in_the_page_about_tests() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/tests.md"));

        assertThat(TestSummary.of(ROOT, Instant.MAX).declared())
                .filteredOn(DeclaredTest::slow)
                .allSatisfy(test -> assertThat(page).contains("`" + test.type() + "." + test.name() + "`"));
    }

    @Test
    void it_is_built_after_every_module_that_has_tests() throws IOException {
        Map<Path, String> poms = poms();

        assertThat(poms).hasSizeGreaterThan(5);
        poms.forEach((pom, text) -> {
            Matcher artifact = ARTIFACT.matcher(text);
            if (Files.isDirectory(pom.resolveSibling("src/test"))
                    && !pom.startsWith(Path.of("").toAbsolutePath())) {
                assertThat(artifact.find()).isTrue();
                assertThat(poms).as("who depends on %s", artifact.group(1)).anySatisfy((other, its) -> {
                    assertThat(other).isNotEqualTo(pom);
                    assertThat(its).contains("<artifactId>" + artifact.group(1) + "</artifactId>");
                });
            }
        });
    }

    /** Of all modules but the root. */
    private static Map<Path, String> poms() throws IOException {
        Map<Path, String> poms = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT, 4)) {
            List<Path> found = files.filter(file -> file.endsWith("pom.xml")).toList();
            for (Path pom : found) {
                if (!pom.equals(ROOT.resolve("pom.xml"))
                        && !ROOT.relativize(pom).toString().contains("target")) {
                    poms.put(pom, Files.readString(pom));
                }
            }
        }
        return poms;
    }
}
