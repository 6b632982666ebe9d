package io.github.metastone4j.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The methods of strings and dictionaries. None of them changes anything. */
final class Methods {

    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}\\x1c-\\x1f\\x85]++");

    /** What a piece of a string costs beside its characters. */
    private static final int PART = 64;

    private Methods() {}

    /** The method, bound to its object, or null. */
    static @Nullable Function find(Object base, String name) {
        if (base instanceof String text) {
            return ofString(text, name);
        }
        if (base instanceof None) {
            // Python fails here. A message without text is common, so its text counts as empty.
            return ofString("", name);
        }
        return base instanceof Map<?, ?> ? ofDictionary(Values.dictionary(base), name) : null;
    }

    private static @Nullable Function ofDictionary(Map<String, Object> map, String name) {
        return switch (name) {
            case "get" ->
                (arguments, scope) ->
                        map.getOrDefault(arguments.text(0, "key"), arguments.get(1, "default", None.NONE));
            case "keys" -> (arguments, scope) -> List.<Object>copyOf(map.keySet());
            case "values" -> (arguments, scope) -> List.copyOf(map.values());
            case "items" -> (arguments, scope) -> items(map);
            default -> null;
        };
    }

    static List<Object> items(Map<String, Object> map) {
        return map.entrySet().stream()
                .<Object>map(entry -> List.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static @Nullable Function ofString(String s, String name) {
        return switch (name) {
            case "strip" ->
                charged(s, arguments -> Text.stripTrailing(Text.stripLeading(s, set(arguments)), set(arguments)));
            case "lstrip" -> charged(s, arguments -> Text.stripLeading(s, set(arguments)));
            case "rstrip" -> charged(s, arguments -> Text.stripTrailing(s, set(arguments)));
            case "startswith" -> charged(s, arguments -> affixes(arguments).anyMatch(s::startsWith));
            case "endswith" -> charged(s, arguments -> affixes(arguments).anyMatch(s::endsWith));
            case "removeprefix" ->
                charged(s, arguments -> {
                    String prefix = arguments.text(0, "prefix");
                    return s.startsWith(prefix) ? s.substring(prefix.length()) : s;
                });
            case "removesuffix" ->
                charged(s, arguments -> {
                    String suffix = arguments.text(0, "suffix");
                    return s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s;
                });
            case "split" -> (arguments, scope) -> split(s, arguments, false, scope);
            case "rsplit" -> (arguments, scope) -> split(s, arguments, true, scope);
            case "splitlines" -> (arguments, scope) -> List.<Object>copyOf(lines(s, scope));
            case "replace" ->
                (arguments, scope) -> replace(
                        s,
                        arguments.text(0, "old"),
                        arguments.text(1, "new"),
                        arguments.integer(2, "count", -1),
                        scope);
            case "join" -> (arguments, scope) -> Filters.join(arguments.get(0, "iterable"), s, scope);
            case "lower" -> charged(s, arguments -> s.toLowerCase(Locale.ROOT));
            case "upper" -> charged(s, arguments -> s.toUpperCase(Locale.ROOT));
            case "capitalize" -> charged(s, arguments -> Text.capitalize(s));
            case "title" -> charged(s, arguments -> Text.title(s));
            case "find" -> charged(s, arguments -> position(s, s.indexOf(arguments.text(0, "sub"))));
            case "rfind" -> charged(s, arguments -> position(s, s.lastIndexOf(arguments.text(0, "sub"))));
            case "count" -> charged(s, arguments -> count(s, arguments.text(0, "sub")));
            case "isdigit" ->
                charged(s, arguments -> !s.isEmpty() && s.codePoints().allMatch(Character::isDigit));
            case "islower" -> charged(s, arguments -> Tests.isLower(s));
            case "isupper" -> charged(s, arguments -> Tests.isUpper(s));
            case "isspace" ->
                charged(s, arguments -> !s.isEmpty() && s.codePoints().allMatch(Text::isSpace));
            default -> null;
        };
    }

    private interface OfArguments {
        Object apply(Arguments arguments);
    }

    /** A method whose work is bounded by the length of its string. */
    private static Function charged(String s, OfArguments method) {
        return (arguments, scope) -> {
            scope.spend(s.length());
            return method.apply(arguments);
        };
    }

    private static IntPredicate set(Arguments arguments) {
        if (arguments.get(0, "chars", None.NONE) instanceof String chars) {
            return c -> chars.indexOf(c) >= 0;
        }
        return Text::isSpace;
    }

    private static Stream<String> affixes(Arguments arguments) {
        Object affix = arguments.get(0, "affix");
        return (affix instanceof List<?> ? Values.elements(affix) : List.of(affix))
                .stream().map(Values::string);
    }

    /** Splits at a separator, or at runs of white space; at most {@code maxsplit} times if that is not negative. */
    private static List<Object> split(String s, Arguments arguments, boolean fromRight, Scope scope) {
        boolean separated = arguments.get(0, "sep", None.NONE) instanceof String;
        String whole =
                separated ? s : fromRight ? Text.stripTrailing(s, Text::isSpace) : Text.stripLeading(s, Text::isSpace);
        Pattern separator = separated ? Pattern.compile(Pattern.quote(separator(arguments))) : WHITE_SPACE;
        scope.spend(s.length());
        List<MatchResult> cuts = separator
                .matcher(whole)
                .results()
                .peek(cut -> scope.spend(PART))
                .toList();
        int maximum = arguments.integer(1, "maxsplit", -1);
        if (maximum >= 0 && maximum < cuts.size()) {
            cuts = fromRight ? cuts.subList(cuts.size() - maximum, cuts.size()) : cuts.subList(0, maximum);
        }
        List<Object> parts = new ArrayList<>(cuts.size() + 1);
        int from = 0;
        for (MatchResult cut : cuts) {
            parts.add(whole.substring(from, cut.start()));
            from = cut.end();
        }
        parts.add(whole.substring(from));
        if (!separated) {
            parts.remove("");
        }
        return Collections.unmodifiableList(parts);
    }

    static List<String> lines(String s, Scope scope) {
        scope.spend(s.length());
        return s.lines().peek(line -> scope.spend(PART)).toList();
    }

    private static String separator(Arguments arguments) {
        String separator = arguments.text(0, "sep");
        if (separator.isEmpty()) {
            throw new JinjaException("cannot split at an empty separator");
        }
        return separator;
    }

    static String replace(String s, String old, String replacement, int maximum, Scope scope) {
        long occurrences = old.isEmpty() ? s.length() + 1L : count(s, old);
        scope.spend(s.length() + occurrences * replacement.length());
        if (maximum < 0) {
            return s.replace(old, replacement);
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int done = 0; done < maximum; done++) {
            int at = s.indexOf(old, from);
            if (at < 0 || old.isEmpty()) {
                break;
            }
            out.append(s, from, at).append(replacement);
            from = at + old.length();
        }
        return out.append(s, from, s.length()).toString();
    }

    private static long count(String s, String part) {
        long count = 0;
        if (part.isEmpty()) {
            return Text.length(s) + 1L;
        }
        for (int at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static Object position(String s, int index) {
        return index < 0 ? -1L : (long) s.codePointCount(0, index);
    }
}
