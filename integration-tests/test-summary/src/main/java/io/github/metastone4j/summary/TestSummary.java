package io.github.metastone4j.summary;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says at the end of a build which tests ran, which were skipped and why, and where the time went.
 *
 * @param reports of this build
 * @param declared all tests that stand in sources
 */
record TestSummary(List<Report> reports, List<DeclaredTest> declared) {

    private static final int SLOWEST = 10;
    private static final Path SOURCES = Path.of("src", "test", "java");

    /**
     * Prints the summary.
     *
     * @param arguments the folder of the whole project, and when its build began: reports that are older don't count
     */
    public static void main(String[] arguments) throws IOException {
        System.out.print(of(Path.of(arguments[0]), Instant.parse(arguments[1])).text());
    }

    static TestSummary of(Path root, Instant begin) throws IOException {
        List<Report> reports = new ArrayList<>();
        List<DeclaredTest> declared = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (folder.endsWith("target")) {
                    String module = String.valueOf(root.relativize(folder).getParent());
                    reports.addAll(reports(module, folder.resolve("surefire-reports"), begin));
                    reports.addAll(reports(module, folder.resolve("failsafe-reports"), begin));
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return folder.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".java") && file.toString().contains(SOURCES.toString())) {
                    declared.addAll(DeclaredTest.of(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new TestSummary(reports, declared);
    }

    private static List<Report> reports(String module, Path folder, Instant begin) throws IOException {
        List<Report> reports = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    boolean report = file.getFileName().toString().matches("TEST-.*\\.xml");
                    if (report && !Files.getLastModifiedTime(file).toInstant().isBefore(begin)) {
                        reports.add(Report.read(module, file));
                    }
                }
            }
        }
        return reports;
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Tests of this build, and the seconds that their classes took");
        reports.stream()
                .collect(Collectors.groupingBy(Report::module, TreeMap::new, Collectors.toList()))
                .forEach((module, its) -> lines.add(row(module, its)));
        lines.add(row("all", reports));
        lines.add("The slowest classes");
        reports.stream()
                .sorted(Comparator.comparingDouble(Report::seconds).reversed())
                .limit(SLOWEST)
                .forEach(report -> lines.add(row(report.type() + ", " + report.module(), List.of(report))));
        skipped().forEach((reason, tests) -> lines.add("Skipped, " + reason + ": " + String.join(", ", tests)));
        lines.add(declarations());
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static String row(String name, List<Report> reports) {
        int run = reports.stream().mapToInt(Report::run).sum();
        int skipped =
                reports.stream().mapToInt(report -> report.skipped().size()).sum();
        double seconds = reports.stream().mapToDouble(Report::seconds).sum();
        String left = skipped == 0 ? "" : ", " + skipped + " skipped";
        return String.format(Locale.ROOT, "  %-60s %7.1f s %5d run%s", name, seconds, run, left);
    }

    /** By reason, the methods; several classes may have one from a common suite. */
    private Map<String, Set<String>> skipped() {
        Map<String, Set<String>> tests = new TreeMap<>();
        for (Report report : reports) {
            for (Report.Skipped one : report.skipped()) {
                // The name of a condition says no more than that of the test.
                String reason = one.reason().replaceFirst("\\(\"\\w+\"\\)", "");
                tests.computeIfAbsent(reason, unseen -> new TreeSet<>()).add(one.test());
            }
        }
        return tests;
    }

    private String declarations() {
        String kinds = declared.stream()
                .collect(Collectors.groupingBy(DeclaredTest::annotation, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(kind -> kind.getValue() + " @" + kind.getKey())
                .collect(Collectors.joining(", "));
        long slow = declared.stream().filter(DeclaredTest::slow).count();
        return "Declared: " + declared.size() + " tests (" + kinds + "). Of these, " + slow
                + " are slow and run with -Pslow alone; docs/tests.md names them.";
    }
}
