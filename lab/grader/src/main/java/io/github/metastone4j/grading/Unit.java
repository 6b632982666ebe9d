package io.github.metastone4j.grading;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A unit of measurement, in the spelling that its spellings share. There is no conversion: metres are not centimetres.
 *
 * @param name such as {@code cm^2}
 */
record Unit(String name) {

    static final Unit DEGREE = new Unit("degree");
    static final Unit DOLLAR = new Unit("dollar");

    private static final Map<String, String> SHORT = new HashMap<>();

    static {
        Map.ofEntries(
                        Map.entry("mm", List.of("millimeter", "millimetre")),
                        Map.entry("cm", List.of("centimeter", "centimetre")),
                        Map.entry("dm", List.of("decimeter", "decimetre")),
                        Map.entry("m", List.of("meter", "metre")),
                        Map.entry("km", List.of("kilometer", "kilometre")),
                        Map.entry("in", List.of("inch", "inche")),
                        Map.entry("ft", List.of("foot", "feet")),
                        Map.entry("yd", List.of("yard")),
                        Map.entry("mi", List.of("mile")),
                        Map.entry("mg", List.of("milligram")),
                        Map.entry("g", List.of("gram")),
                        Map.entry("kg", List.of("kilogram", "kilo")),
                        Map.entry("lb", List.of("pound")),
                        Map.entry("oz", List.of("ounce")),
                        Map.entry("ml", List.of("milliliter", "millilitre")),
                        Map.entry("l", List.of("liter", "litre")),
                        Map.entry("s", List.of("sec", "second")),
                        Map.entry("min", List.of("minute")),
                        Map.entry("h", List.of("hr", "hour")),
                        Map.entry("cent", List.of("¢")),
                        Map.entry("euro", List.of("€", "eur")),
                        Map.entry("dollar", List.of("usd")),
                        Map.entry("degree", List.of("deg")))
                .forEach((unit, spellings) -> {
                    SHORT.put(unit, unit);
                    spellings.forEach(spelling -> SHORT.put(spelling, unit));
                });
    }

    private static final Map<String, Long> MULTIPLES =
            Map.of("hundred", 100L, "thousand", 1_000L, "million", 1_000_000L, "billion", 1_000_000_000L);

    private static final Pattern WORD = Pattern.compile("[\\p{L}¢€]++");
    private static final Pattern BEFORE = Pattern.compile("\\b(square|sq|cubic|cu)\\.? ([\\p{L}]++)");
    private static final Pattern BEHIND = Pattern.compile("([\\p{L}]++) (squared|cubed)");

    /** A unit of words and signs; null if they say none: {@code units} is no unit. */
    static @Nullable Unit of(String written) {
        String text =
                written.toLowerCase(Locale.ROOT).replaceAll("[\\s.]++", " ").replaceAll(" ?([/^*]) ?", "$1");
        text = BEFORE.matcher(text.strip())
                .replaceAll(match -> match.group(2) + (match.group(1).startsWith("s") ? "^2" : "^3"));
        text = BEHIND.matcher(text)
                .replaceAll(match -> match.group(1) + ("squared".equals(match.group(2)) ? "^2" : "^3"));
        text = text.replace(" per ", "/");
        text = WORD.matcher(text).replaceAll(match -> Matcher.quoteReplacement(singular(match.group())));
        text = text.equals("mph") ? "mi/h" : text.equals("kph") || text.equals("kmh") ? "km/h" : text;
        return text.isEmpty() || text.matches("unit(\\^\\d)?") ? null : new Unit(text);
    }

    /** Whether letters beside a number, without a sign of being text, are a unit rather than a product of variables. */
    static boolean isKnown(String letters) {
        return letters.length() > 1 && SHORT.containsKey(singular(letters.toLowerCase(Locale.ROOT)));
    }

    /** The number that a word such as {@code million} stands for; null if it is none. */
    static @Nullable Long multiple(String word) {
        return MULTIPLES.get(word.toLowerCase(Locale.ROOT));
    }

    private static String singular(String word) {
        String one = word.length() > 2 && word.endsWith("s") && !word.endsWith("ss")
                ? word.substring(0, word.length() - 1)
                : word;
        return SHORT.getOrDefault(word, SHORT.getOrDefault(one, one));
    }
}
