package io.github.metastone4j.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packages of all modules but those that test others, as they were compiled, and which of them use which.
 *
 * @param modules names of the modules' folders by package, without the common beginning of the packages' names; more than
 *     one is a fault
 * @param uses packages by the package that uses them
 */
record Packages(SortedMap<String, SortedSet<String>> modules, SortedMap<String, SortedSet<String>> uses) {

    /** What every package's name begins with. */
    static final String COMMON = "io.github.metastone4j";

    private static final Path PROJECT = Path.of("../..");

    /** The documentation of a package, up to its first full stop at the end of a word. */
    private static final Pattern PURPOSE =
            Pattern.compile("/\\*\\*[\\s*]*(.*?)\\.?\\s*(?:\\.\\s|\\*/)", Pattern.DOTALL);

    /** Reads what the modules' builds left in their target folders. */
    static Packages read() {
        SortedMap<String, SortedSet<String>> modules = new TreeMap<>();
        SortedMap<String, SortedSet<String>> uses = new TreeMap<>();
        for (Path module : folders()) {
            JavaClasses classes = new ClassFileImporter().importPath(module.resolve("target/classes"));
            for (JavaClass one : classes) {
                String own = shortName(one);
                modules.computeIfAbsent(own, name -> new TreeSet<>()).add(name(module));
                SortedSet<String> used = uses.computeIfAbsent(own, name -> new TreeSet<>());
                one.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .map(JavaClass::getBaseComponentType)
                        .filter(target -> target.getPackageName().startsWith(COMMON))
                        .map(Packages::shortName)
                        .filter(name -> !name.equals(own))
                        .forEach(used::add);
            }
        }
        return new Packages(modules, uses);
    }

    /** The module that holds a package. */
    String module(String name) {
        return modules.get(name).first();
    }

    /** Modules by the module that uses them, by their packages' use. */
    SortedMap<String, SortedSet<String>> moduleUses() {
        SortedMap<String, SortedSet<String>> all = new TreeMap<>();
        uses.forEach((name, used) -> {
            SortedSet<String> of = all.computeIfAbsent(module(name), module -> new TreeSet<>());
            used.stream()
                    .map(this::module)
                    .filter(other -> !other.equals(module(name)))
                    .forEach(of::add);
        });
        return all;
    }

    /** The first sentence of a package's documentation. */
    String purpose(String name) {
        Path file = PROJECT.resolve(module(name))
                .resolve("src/main/java")
                .resolve((COMMON + (name.isEmpty() ? "" : "." + name)).replace('.', '/'))
                .resolve("package-info.java");
        try {
            Matcher text = PURPOSE.matcher(Files.readString(file));
            if (!text.find()) {
                throw new IllegalStateException(file + " does not say what the package is");
            }
            return text.group(1)
                    .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
                    .replaceAll("\\{@(?:code|link) (?:[a-z0-9]+\\.)*([^}]*)}", "`$1`")
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Collection<Path> folders() {
        try (Stream<Path> folders = Files.walk(PROJECT, 3)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .filter(folder -> Files.isDirectory(folder.resolve("target/classes")))
                    .filter(folder -> !name(folder).contains("integration-tests"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path module) {
        return PROJECT.relativize(module).toString().replace('\\', '/');
    }

    private static String shortName(JavaClass one) {
        String name = one.getPackageName();
        return name.equals(COMMON) ? "" : name.substring(COMMON.length() + 1);
    }

    /** What is used by way of others is left out: an arrow for each use that no longer way shows. */
    static SortedMap<String, SortedSet<String>> reduced(Map<String, SortedSet<String>> graph) {
        SortedMap<String, SortedSet<String>> reduced = new TreeMap<>();
        graph.forEach((from, targets) -> {
            SortedSet<String> direct = new TreeSet<>(targets);
            targets.forEach(via -> direct.removeAll(reachable(graph, via)));
            reduced.put(from, direct);
        });
        return reduced;
    }

    private static SortedSet<String> reachable(Map<String, SortedSet<String>> graph, String from) {
        SortedSet<String> seen = new TreeSet<>();
        visit(graph, from, seen);
        seen.remove(from);
        return seen;
    }

    private static void visit(Map<String, SortedSet<String>> graph, String at, SortedSet<String> seen) {
        for (String next : graph.getOrDefault(at, new TreeSet<>())) {
            if (seen.add(next)) {
                visit(graph, next, seen);
            }
        }
    }
}
