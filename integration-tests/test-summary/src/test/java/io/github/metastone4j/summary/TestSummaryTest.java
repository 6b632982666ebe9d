package io.github.metastone4j.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSummaryTest {

    private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path root;

    @BeforeEach
    void aBuild() throws IOException {
        report(
                "shop/target/surefire-reports/TEST-org.acme.PriceTest.xml",
                BEGIN,
                """
                <testsuite name="org.acme.PriceTest" time="1,002.5" tests="3" skipped="1">
                  <testcase name="sums(int)[1]" time="1"/>
                  <testcase name="sums(int)[2]" time="1"/>
                  <testcase name="is_shown" time="0"><skipped message="there is no browser"/></testcase>
                  <testcase name="is_sold(int)[1]" time="0"><skipped type="x.Aborted"><![CDATA[x.Aborted:\s
                there is no browser
                	at org.acme.PriceTest.is_sold]]></skipped></testcase>
                </testsuite>
                """);
        report(
                "stock/target/failsafe-reports/TEST-org.acme.StockIT.xml",
                BEGIN.plusSeconds(9),
                "<testsuite name=\"org.acme.StockIT\" time=\"3\"><testcase name=\"counts\"/></testsuite>");
        report(
                "stock/target/failsafe-reports/TEST-org.acme.CellarIT.xml",
                BEGIN.plusSeconds(9),
                "<testsuite name=\"org.acme.CellarIT\" time=\"0\"/>");
        report(
                "stock/target/failsafe-reports/TEST-org.acme.RemovedIT.xml",
                BEGIN.minusSeconds(1),
                "<testsuite name=\"org.acme.RemovedIT\" time=\"7\"><testcase name=\"was\"/></testsuite>");
        write(
                "shop/src/test/java/org/acme/PriceTest.java",
                """
                class PriceTest {

                    @ParameterizedTest
                    @CsvSource({
                        "1, 2", "3, 4"
                    })
                    @Tag("slow")
                    void sums(int number) throws IOException {}

                    private void helps() {}

                    @Test
                    void is_shown() {}

                    @ArchTest
                    static final ArchRule rule =
                            noClasses();
                }
                """);
        write(
                "stock/src/test/java/org/acme/StockIT.java",
                """
                @Tag("slow")
                final class StockIT {

                    @Test
                    void counts() {}
                }
                """);
    }

    private void report(String file, Instant written, String text) throws IOException {
        Files.setLastModifiedTime(write(file, text), FileTime.from(written));
    }

    private Path write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    @Test
    void what_ran_is_counted_by_module_without_reports_of_earlier_builds() throws IOException {
        assertThat(TestSummary.of(root, BEGIN).text().lines())
                .anyMatch(line -> line.matches(" +shop +1002.5 s +2 run, 2 skipped"))
                .anyMatch(line -> line.matches(" +stock +3.0 s +1 run, 1 skipped"))
                .anyMatch(line -> line.matches(" +all +1005.5 s +3 run, 3 skipped"))
                .noneMatch(line -> line.contains("RemovedIT"));
    }

    @Test
    void the_slowest_classes_come_first() throws IOException {
        assertThat(TestSummary.of(root, BEGIN).text().lines().dropWhile(line -> !line.startsWith("The slowest")))
                .element(1)
                .asString()
                .startsWith("  PriceTest, shop ");
    }

    @Test
    void what_was_skipped_is_named_with_its_reason() throws IOException {
        assertThat(TestSummary.of(root, BEGIN).text())
                .contains("Skipped, there is no browser: is_shown, is_sold" + System.lineSeparator())
                .contains("Skipped, its class gave up before its first test: CellarIT");
    }

    @Test
    void slow_are_tests_that_are_tagged_so_or_whose_class_is() throws IOException {
        assertThat(TestSummary.of(root, BEGIN).declared())
                .containsExactlyInAnyOrder(
                        new DeclaredTest("PriceTest", "sums", "ParameterizedTest", true),
                        new DeclaredTest("PriceTest", "is_shown", "Test", false),
                        new DeclaredTest("PriceTest", "rule", "ArchTest", false),
                        new DeclaredTest("StockIT", "counts", "Test", true));
        assertThat(TestSummary.of(root, BEGIN).text())
                .contains("Declared: 4 tests (1 @ArchTest, 1 @ParameterizedTest, 2 @Test). Of these, 2 are slow");
    }
}
