package io.github.metastone4j.cli;

import io.github.metastone4j.ReflectionTrajectory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a trajectory came to, in a few words: what it boxed, else its last equation, else its last words. */
final class Conclusion {

    /** Sums without the words before them, or a name and what it equals. */
    private static final Pattern EQUATION = Pattern.compile("(?:[\\d(][-\\d\\s.()+*/×÷·−^]*|[^\\s=]+ ?)= ?[^\\s:;,]+");

    /** Characters at the end of the thinking among which the last equation is looked for. */
    private static final int END = 400;

    private Conclusion() {}

    static String of(ReflectionTrajectory trajectory) {
        if (trajectory.finalAnswer() != null) {
            return Columns.flat(trajectory.finalAnswer());
        }
        String thinking = trajectory.thinking() == null ? "" : trajectory.thinking();
        String end = thinking.substring(Math.max(0, thinking.length() - END));
        Matcher equations = EQUATION.matcher(end);
        String last = "";
        while (equations.find()) {
            last = equations.group();
        }
        return Columns.flat(last.isEmpty() ? end : last.replaceFirst("\\.+$", ""));
    }
}
