package io.github.metastone4j.jinja;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions that templates find defined. */
final class Globals {

    static final Map<String, Function> FUNCTIONS = Map.of(
            "namespace", Globals::namespace,
            "dict", (arguments, scope) -> Collections.unmodifiableMap(arguments.named()),
            "range", Globals::range,
            "raise_exception",
                    (arguments, scope) -> {
                        throw new JinjaException(Values.text(arguments.get(0, "message")));
                    },
            "strftime_now",
                    (arguments, scope) ->
                            strftime(arguments.text(0, "format"), LocalDateTime.now(ZoneId.systemDefault())));

    private static final Pattern DIRECTIVE = Pattern.compile("%(-?)(.)", Pattern.DOTALL);

    /** Python's directives as Java's, in the C locale. */
    private static final Map<String, String> DATE_PATTERNS = Map.ofEntries(
            Map.entry("a", "EEE"),
            Map.entry("A", "EEEE"),
            Map.entry("b", "MMM"),
            Map.entry("B", "MMMM"),
            Map.entry("d", "dd"),
            Map.entry("F", "yyyy-MM-dd"),
            Map.entry("H", "HH"),
            Map.entry("I", "hh"),
            Map.entry("j", "DDD"),
            Map.entry("m", "MM"),
            Map.entry("M", "mm"),
            Map.entry("p", "a"),
            Map.entry("S", "ss"),
            Map.entry("T", "HH:mm:ss"),
            Map.entry("y", "yy"),
            Map.entry("Y", "yyyy"));

    private Globals() {}

    private static Object namespace(Arguments arguments, Scope scope) {
        Namespace namespace = new Namespace(arguments.named());
        if (!arguments.positional().isEmpty()) {
            namespace.variables().putAll(Values.dictionary(arguments.get(0, "initial")));
        }
        return namespace;
    }

    private static Object range(Arguments arguments, Scope scope) {
        List<Object> given = arguments.positional();
        long start = given.size() < 2 ? 0 : Values.index(given.get(0));
        long stop = Values.index(given.size() < 2 ? arguments.get(0, "stop") : given.get(1));
        long step = given.size() < 3 ? 1 : Values.index(given.get(2));
        if (step == 0) {
            throw new JinjaException("a range cannot have the step 0");
        }
        scope.spend(Math.max(0, 16 * ((stop - start) / step)));
        List<Object> range = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            range.add(i);
        }
        return Collections.unmodifiableList(range);
    }

    /** {@code %-d} is the day without its leading zero. */
    static String strftime(String format, LocalDateTime time) {
        return DIRECTIVE.matcher(format).replaceAll(match -> Matcher.quoteReplacement(field(match, time)));
    }

    private static String field(MatchResult directive, LocalDateTime time) {
        if (directive.group(2).equals("%")) {
            return "%";
        }
        String pattern = DATE_PATTERNS.get(directive.group(2));
        if (pattern == null) {
            throw new JinjaException("strftime_now does not know '" + directive.group() + "'");
        }
        String field = DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
        return directive.group(1).isEmpty() ? field : field.replaceFirst("^0+(?=.)", "");
    }
}
