package io.github.metastone4j.grading;

import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the program a model wrote on the tests of its problem, on Linux. What it runs is not trusted, and is shut in as
 * {@link Sandbox} says.
 *
 * <p>A problem's answer is a JSON array of objects with {@code input}, which the program reads, and {@code output}, which it has to
 * write. Blanks at the ends of lines and of the whole do not count.
 */
public final class CodeGrader implements OutcomeVerifier {

    private static final String FENCE = "```";
    private static final String END_OF_THINKING = "</think>";

    private final Sandbox sandbox;

    private CodeGrader(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /**
     * A grader that runs programs on this machine.
     *
     * @throws IllegalStateException if they could not be shut in here; the message says what that needs
     */
    public static CodeGrader open() {
        return open(Sandbox.TIME);
    }

    /** The same with another limit of time for each test. */
    static CodeGrader open(Duration time) {
        return new CodeGrader(Sandbox.open(time));
    }

    /** Whether the last fenced block behind the thinking is a Python 3 program that passes all tests of the problem. */
    @Override
    public boolean isRight(Problem problem, String output) {
        String program = program(output);
        return program != null
                && CodeTests.parse(problem.answer()).stream().allMatch(test -> {
                    String written = sandbox.run(program, test.input());
                    return written != null && lines(written).equals(lines(test.output()));
                });
    }

    @Override
    public String identity() {
        return "code";
    }

    /** The content of the last closed block fenced by three backticks, behind the thinking; null if there is none. */
    static @Nullable String program(String output) {
        int end = output.lastIndexOf(END_OF_THINKING);
        StringBuilder open = null;
        String last = null;
        for (String line :
                output.substring(end < 0 ? 0 : end + END_OF_THINKING.length()).split("\n", -1)) {
            if (line.strip().startsWith(FENCE)) {
                last = open == null ? last : open.toString();
                open = open == null ? new StringBuilder() : null;
            } else if (open != null) {
                open.append(line).append('\n');
            }
        }
        return last;
    }

    private static List<String> lines(String text) {
        return text.stripTrailing().lines().map(String::stripTrailing).collect(Collectors.toList());
    }
}
