package io.github.metastone4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who uses whom, in all modules. */
class PackagesTest {

    private static final Path PAGE = Path.of("../../docs/architecture.md");
    private static final String BEGIN = "<!-- drawn by PackagesTest; -Ddraw=true draws it anew -->\n";
    private static final String END = "<!-- end of the drawing -->\n";

    private static final Packages PACKAGES = Packages.read();

    @Test
    void no_package_lies_in_two_modules() {
        assertThat(PACKAGES.modules())
                .allSatisfy((name, modules) -> assertThat(modules).hasSize(1));
    }

    @Test
    void what_serves_a_model_needs_nothing_of_the_laboratory() {
        assertThat(PACKAGES.moduleUses()).isNotEmpty().allSatisfy((module, used) -> assertThat(
                        module.startsWith("lab/") ? "" : String.join(" ", used))
                .as(module)
                .doesNotContain("lab/"));
    }

    @Test
    void the_page_shows_the_packages_as_they_are() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(page).contains(BEGIN, END);
        if (Boolean.getBoolean("draw")) {
            Files.writeString(PAGE, page.substring(0, begin) + drawing() + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .as("the drawing in docs/architecture.md; draw it anew with -Ddraw=true")
                .isEqualTo(drawing());
    }

    private static String drawing() {
        StringBuilder text = new StringBuilder("\n```mermaid\ngraph BT\n");
        Packages.reduced(PACKAGES.moduleUses()).forEach((module, used) -> {
            text.append("  ").append(id(module)).append("[\"").append(module).append("\"]\n");
            used.forEach(other -> text.append("  ")
                    .append(id(module))
                    .append(" --> ")
                    .append(id(other))
                    .append('\n'));
        });
        text.append("```\n\n| module | package | what it is | uses of ours |\n|---|---|---|---|\n");
        PACKAGES.modules().entrySet().stream()
                .sorted((one, other) -> {
                    int order =
                            one.getValue().first().compareTo(other.getValue().first());
                    return order != 0 ? order : one.getKey().compareTo(other.getKey());
                })
                .map(entry -> row(entry.getValue().first(), entry.getKey()))
                .forEach(text::append);
        return text.append('\n').toString();
    }

    private static String row(String module, String name) {
        SortedSet<String> uses = PACKAGES.uses().get(name);
        return "| `" + module + "` | " + code(name) + " | " + PACKAGES.purpose(name) + " | "
                + (uses.isEmpty()
                        ? "nothing"
                        : uses.stream().map(PackagesTest::code).collect(Collectors.joining(", ")))
                + " |\n";
    }

    private static String code(String name) {
        return name.isEmpty() ? "(root)" : "`" + name + "`";
    }

    private static String id(String module) {
        return module.replaceAll("[^a-z0-9]", "_");
    }
}
