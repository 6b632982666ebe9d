package io.github.metastone4j.sample.tools;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Units and how they convert. All factors are exact by definition, so conversions are exact as well; a library of measures
 * would compute in floating point, and would not know units by the many names that people give them.
 */
final class Units {

    private static final Pattern PART = Pattern.compile("([\\p{L}°%\"' ]+?)\\s*(?:\\^?(-?[1-4]))?");
    private static final Pattern PER = Pattern.compile("\\s*/\\s*|\\s+per\\s+");
    private static final Map<String, Unit> UNITS = new HashMap<>();

    /**
     * A unit: value · factor + offset is the same in base units.
     *
     * @param dimension power of each base quantity
     */
    private record Unit(Fraction factor, Fraction offset, Map<String, Integer> dimension) {

        Unit times(Unit other, int power) {
            Map<String, Integer> sum = new TreeMap<>(dimension);
            other.dimension.forEach((base, exponent) -> sum.merge(base, exponent * power, Integer::sum));
            sum.values().removeIf(exponent -> exponent == 0);
            return new Unit(factor.times(other.factor.power(power)), Fraction.ZERO, sum);
        }
    }

    static {
        add("length", "1", "m", "meter", "metre");
        add("length", "1000", "km", "kilometer", "kilometre");
        add("length", "1/10", "dm", "decimeter", "decimetre");
        add("length", "1/100", "cm", "centimeter", "centimetre");
        add("length", "1/1000", "mm", "millimeter", "millimetre");
        add("length", "0.0254", "in", "inch", "\"");
        add("length", "0.3048", "ft", "foot", "feet", "'");
        add("length", "0.9144", "yd", "yard");
        add("length", "1609.344", "mi", "mile");
        add("length", "1852", "nmi", "nautical mile");
        add("mass", "1", "kg", "kilogram");
        add("mass", "1/1000", "g", "gram");
        add("mass", "1/1000000", "mg", "milligram");
        add("mass", "1000", "t", "tonne", "ton");
        add("mass", "0.45359237", "lb", "pound");
        add("mass", "0.028349523125", "oz", "ounce");
        add("time", "1", "s", "sec", "second");
        add("time", "1/1000", "ms", "millisecond");
        add("time", "60", "min", "minute");
        add("time", "3600", "h", "hr", "hour");
        add("time", "86400", "d", "day");
        add("time", "604800", "week");
        UNITS.put("l", litre("1/1000"));
        add(litre("1/1000"), "liter", "litre");
        add(litre("1/1000000"), "ml", "milliliter", "millilitre");
        add(litre("0.003785411784"), "gal", "gallon");
        add(litre("0.000473176473"), "pt", "pint");
        add(litre("0.0002365882365"), "cup");
        add(area("10000"), "ha", "hectare");
        add(area("4046.8564224"), "acre");
        add(new Unit(Fraction.parse("0.44704"), Fraction.ZERO, Map.of("length", 1, "time", -1)), "mph");
        add("temperature", "1", "k", "kelvin");
        add(temperature("1", "273.15"), "°c", "c", "celsius", "degc", "degree celsius", "degrees celsius");
        add(
                temperature("5/9", "45967/180"),
                "°f",
                "f",
                "fahrenheit",
                "degf",
                "degree fahrenheit",
                "degrees fahrenheit");
        add("angle", "1", "°", "deg", "degree");
        add("angle", "360", "turn", "revolution");
        add("share", "1", "one");
        add("share", "1/100", "%", "percent");
        add("share", "12", "dozen");
    }

    private Units() {}

    private static void add(String quantity, String factor, String... names) {
        add(new Unit(Fraction.parse(factor), Fraction.ZERO, Map.of(quantity, 1)), names);
    }

    private static void add(Unit unit, String... names) {
        for (String name : names) {
            UNITS.put(name, unit);
            if (name.length() > 1) {
                UNITS.put(name.endsWith("inch") ? name + "es" : name + "s", unit);
            }
        }
    }

    private static Unit litre(String cubicMetres) {
        return new Unit(Fraction.parse(cubicMetres), Fraction.ZERO, Map.of("length", 3));
    }

    private static Unit area(String squareMetres) {
        return new Unit(Fraction.parse(squareMetres), Fraction.ZERO, Map.of("length", 2));
    }

    private static Unit temperature(String factor, String offset) {
        return new Unit(Fraction.parse(factor), Fraction.parse(offset), Map.of("temperature", 1));
    }

    /**
     * Converts a value.
     *
     * @throws IllegalArgumentException if a unit is unknown or the two do not measure the same
     */
    static Fraction convert(Fraction value, String from, String to) {
        Unit source = unit(from);
        Unit target = unit(to);
        if (!source.dimension.equals(target.dimension)) {
            throw new IllegalArgumentException("'" + from + "' and '" + to + "' do not measure the same: one is "
                    + describe(source) + ", the other " + describe(target));
        }
        return value.times(source.factor)
                .plus(source.offset)
                .minus(target.offset)
                .dividedBy(target.factor);
    }

    private static String describe(Unit unit) {
        return unit.dimension.isEmpty() ? "a number" : unit.dimension.toString();
    }

    /** {@code km}, {@code km/h}, {@code m^2}, {@code miles per hour}. */
    private static Unit unit(String text) {
        List<Unit> sides = PER.splitAsStream(text.strip().replace('²', '2').replace('³', '3'))
                .map(side -> simple(side, text))
                .toList();
        return sides.stream().skip(1).reduce(sides.get(0), (product, side) -> product.times(side, -1));
    }

    private static Unit simple(String part, String whole) {
        Matcher matcher = PART.matcher(part.strip());
        Unit unit = matcher.matches() ? UNITS.get(matcher.group(1).strip().toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("the unit '" + whole
                    + "' is unknown; use a common one such as km, ft, kg, lb, h, l, °C, or a quotient such as km/h");
        }
        return matcher.group(2) == null
                ? unit
                : new Unit(Fraction.ONE, Fraction.ZERO, Map.of()).times(unit, Integer.parseInt(matcher.group(2)));
    }
}
