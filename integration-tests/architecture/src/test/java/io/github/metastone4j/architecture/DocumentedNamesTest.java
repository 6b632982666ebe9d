package io.github.metastone4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The names that the pages take from the code are there: who renames a class or a method renames it in the pages too. */
class DocumentedNamesTest {

    private static final Path ROOT = Path.of("../..");
    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern MEMBER = Pattern.compile("\\b([A-Z]\\w*)((?:\\.[A-Za-z]\\w*)+)");
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z]\\w*[a-z]\\w*");
    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");
    private static final Pattern IMPORTED = Pattern.compile("(?m)^import [\\w.]+\\.([A-Z]\\w*);");

    /** Our top-level classes, by simple name. */
    private static final Map<String, List<String>> CLASSES = new TreeMap<>();

    /** Simple names of the types that our code declares or imports. */
    private static final Set<String> KNOWN = new HashSet<>();

    @BeforeAll
    static void readSources() throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                String name = folder.getFileName().toString();
                if (name.equals("target")
                        || name.equals("node_modules")
                        || (name.startsWith(".") && !name.equals(".."))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (folder.endsWith(SOURCES)) {
                    readSources(folder);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void readSources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = folder.relativize(file)
                        .toString()
                        .replaceAll("\\.java$", "")
                        .replaceAll("[/\\\\]", ".");
                CLASSES.computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), simple -> new ArrayList<>())
                        .add(name);
                String text = Files.readString(file);
                DECLARED.matcher(text).results().forEach(match -> KNOWN.add(match.group(1)));
                IMPORTED.matcher(text).results().forEach(match -> KNOWN.add(match.group(1)));
            }
        }
    }

    @Test
    void methods_and_fields_that_the_pages_name_exist() throws IOException {
        List<String> missing = new ArrayList<>();
        int looked = 0;
        for (Path page : pages()) {
            for (MatchResult match : code(page, MEMBER)) {
                List<Class<?>> types = loaded(match.group(1));
                String[] names = match.group(2).substring(1).split("\\.");
                looked += types.size();
                if (!types.isEmpty() && types.stream().noneMatch(type -> has(type, names))) {
                    missing.add(page + ": " + match.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(looked).isGreaterThan(50);
    }

    @Test
    void types_that_the_page_on_architecture_names_exist() throws IOException {
        assertThat(code(ROOT.resolve("docs/architecture.md"), TYPE))
                .hasSizeGreaterThan(50)
                .extracting(MatchResult::group)
                .allMatch(KNOWN::contains);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(docs, Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")))
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** What a pattern finds in the code spans of a page; names of files are none of code. */
    private static List<MatchResult> code(Path page, Pattern pattern) throws IOException {
        return CODE.matcher(Files.readString(page))
                .results()
                .map(span -> span.group(1).replaceAll("\\b[\\w-]+\\.(java|md|xml|json|jsonl|jinja|py|cuda)\\b", ""))
                .flatMap(code -> pattern.matcher(code).results())
                .toList();
    }

    /** Our classes of that name that this module sees: all but those of the applications. */
    private static List<Class<?>> loaded(String name) {
        List<Class<?>> loaded = new ArrayList<>();
        for (String one : CLASSES.getOrDefault(name, List.of())) {
            try {
                loaded.add(Class.forName(one, false, DocumentedNamesTest.class.getClassLoader()));
            } catch (ClassNotFoundException e) {
                // Of an application.
            }
        }
        return loaded;
    }

    private static boolean has(Class<?> type, String... names) {
        for (Class<?> nested : type.getDeclaredClasses()) {
            if (nested.getSimpleName().equals(names[0])) {
                return names.length == 1 || has(nested, Arrays.copyOfRange(names, 1, names.length));
            }
        }
        return hasMember(type, names[0]);
    }

    private static boolean hasMember(Class<?> type, String name) {
        return Stream.of(type.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals(name))
                || Stream.of(type.getDeclaredFields())
                        .anyMatch(field -> field.getName().equals(name))
                || Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                        .anyMatch(parent -> hasMember(parent, name));
    }
}
