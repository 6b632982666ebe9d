package io.github.metastone4j.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.metastone4j.evaluation.rollout.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CodeGraderTest {

    private static final Problem SUM = new Problem(
            "Add two numbers.",
            "[{\"input\": \"2 3\\n\", \"output\": \"5\\n\"}, {\"input\": \"10 -4\", \"output\": \"6\"}]");

    private static CodeGrader grader;

    @BeforeAll
    static void open() {
        try {
            grader = CodeGrader.open();
        } catch (IllegalStateException e) {
            abort(e.getMessage());
        }
    }

    private static boolean isRight(String... lines) {
        return isRight(grader, lines);
    }

    private static boolean isRight(CodeGrader grader, String... lines) {
        return grader.isRight(SUM, "</think>So:\n```python\n" + String.join("\n", lines) + "\n```\n");
    }

    /** Writes the right sums too, so that a verdict of wrong is the cage's. */
    private static boolean isRightAfter(String... lines) {
        return isRight(String.join("\n", lines), "print(sum(map(int, input().split())))");
    }

    /** Looks for some seconds: the kernel kills soon, but not before it returns to who asked for it. */
    private static void assertNoneIsLeft(String argument) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(5);
        while (running(argument) && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        assertThat(running(argument)).isFalse();
    }

    private static boolean running(String argument) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains(argument));
    }

    @Test
    void a_program_that_passes_all_tests_is_right() {
        assertThat(isRight("print(sum(map(int, input().split())))")).isTrue();
        assertThat(isRight("import heapq, math, collections", "a, b = map(int, input().split())", "print(a + b, ' ')"))
                .as("blanks at ends of lines do not count")
                .isTrue();
    }

    @Test
    void a_verdict_does_not_depend_on_what_runs_beside() {
        assertThat(IntStream.range(0, 40).parallel().filter(i -> isRight("print(sum(map(int, input().split())))")))
                .hasSize(40);
    }

    @Test
    void a_program_that_fails_one_test_or_by_itself_is_wrong() {
        assertThat(isRight("a, b = map(int, input().split())", "print(5)")).isFalse();
        assertThat(isRight("print(sum(map(int, input().split()))", ""))
                .as("no Python")
                .isFalse();
        assertThat(isRightAfter(
                        "import sys", "sys.stdout.flush()", "import atexit, os", "atexit.register(os._exit, 3)"))
                .as("exit code 3")
                .isFalse();
    }

    @Test
    void without_a_block_nothing_is_right() {
        assertThat(grader.isRight(SUM, "```\nprint(5)\n```\n</think>print(5)")).isFalse();
        assertThat(CodeGrader.program("```\na\n```\ntext\n```py\nb\nc\n```\n```\nnot closed"))
                .isEqualTo("b\nc\n");
        assertThat(CodeGrader.program("```\na\n```</think>none")).isNull();
    }

    @Test
    void a_program_that_never_ends_is_wrong_and_killed() throws Exception {
        String name = "endless-" + System.nanoTime();
        Duration limit = Duration.ofSeconds(2);
        CodeGrader impatient = CodeGrader.open(limit);
        Instant start = Instant.now();
        assertThat(isRight(
                        impatient,
                        "import os",
                        "os.fork()",
                        "os.execvp('python3', ['python3', '-c', 'import time; time.sleep(3600)', '" + name + "'])"))
                .isFalse();
        assertThat(Duration.between(start, Instant.now())).isBetween(limit, Duration.ofSeconds(9));
        assertThat(Sandbox.TIME).isEqualTo(Duration.ofSeconds(10));
        assertNoneIsLeft(name);
    }

    @Test
    void processes_are_few_and_none_outlives_its_program() throws Exception {
        String name = "outliving-" + System.nanoTime();
        assertThat(isRightAfter(
                        "import os, time",
                        "count = 0",
                        "try:",
                        "    while True:",
                        "        if os.fork() == 0:",
                        "            os.setsid()",
                        "            os.execvp('python3', ['python3', '-c', 'import time; time.sleep(3600)', '" + name
                                + "'])",
                        "        count += 1",
                        "except OSError:",
                        "    assert 0 < count < 16"))
                .isTrue();
        assertNoneIsLeft(name);
    }

    @Test
    void too_much_output_is_wrong_and_cut() {
        assertThat(isRight("while True:", "    print('5' * 100000)")).isFalse();
        // Blanks at the end do not count, but for the limit.
        assertThat(isRight("print(sum(map(int, input().split())), ' ' * (3 << 20))"))
                .isTrue();
        assertThat(isRight("print(sum(map(int, input().split())), ' ' * (5 << 20))"))
                .isFalse();
    }

    @Test
    void too_much_memory_is_refused() {
        assertThat(isRightAfter(
                        "try:", "    bytearray(2 << 30)", "    raise SystemExit(1)", "except MemoryError:", "    pass"))
                .isTrue();
    }

    @Test
    void there_is_no_network() {
        assertThat(isRightAfter(
                        "import errno, socket",
                        "try:",
                        "    socket.create_connection(('192.0.2.1', 80), 2)",
                        "    raise SystemExit(1)",
                        "except OSError as e:",
                        "    assert e.errno == errno.ENETUNREACH"))
                .isTrue();
    }

    @Test
    void no_file_of_the_machine_is_there_but_its_libraries() {
        assertThat(isRightAfter(
                        "import os",
                        "assert set(os.listdir('/')) <= {'usr', 'bin', 'lib', 'lib64', 'work'}",
                        "assert os.listdir('.') == ['program.py']",
                        "assert set(os.environ) <= {'LC_CTYPE'}",
                        "try:",
                        "    open('/usr/bin/left-behind', 'w')",
                        "    raise SystemExit(1)",
                        "except OSError:",
                        "    pass"))
                .isTrue();
    }

    @Test
    void files_that_it_writes_are_small() {
        assertThat(isRightAfter(
                        "import signal",
                        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)",
                        "try:",
                        "    open('large', 'w').write('x' * (5 << 20))",
                        "    raise SystemExit(1)",
                        "except OSError:",
                        "    pass"))
                .isTrue();
    }

    @Test
    void tests_that_cannot_be_read_are_refused() {
        assertThatThrownBy(() -> grader.isRight(new Problem("?", "5"), "```\nprint(5)\n```"))
                .hasMessageContaining("not a JSON array");
        assertThatThrownBy(() -> grader.isRight(new Problem("?", "[]"), "```\nprint(5)\n```"))
                .hasMessageContaining("there is no test");
        assertThatThrownBy(() -> grader.isRight(new Problem("?", "[{\"input\": \"\"}]"), "```\nprint(5)\n```"))
                .hasMessageContaining("lacks 'input' or 'output'");
    }
}
