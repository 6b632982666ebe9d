package io.github.metastone4j.nano.recipe;

import io.github.metastone4j.nano.recipe.OfferedTool.Kind;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What tools other than the calculator are for: units, equations and the statistics of a few numbers. */
final class Errands {

    /**
     * A question and the call it needs.
     *
     * @param arguments of the call, in the order of the tool's parameters
     * @param result what the tool says, of the right form; whether it is true plays no part in reading it
     */
    record Errand(Kind kind, String question, String thinking, List<String> arguments, String result) {}

    private static final List<List<String>> UNITS = List.of(
            List.of("meters", "kilometers", "centimeters", "millimeters", "miles", "yards", "feet", "inches"),
            List.of("m", "km", "cm", "mm", "mi", "yd", "ft", "in"),
            List.of("kilograms", "grams", "pounds", "ounces", "tons"),
            List.of("kg", "g", "lb", "oz"),
            List.of("liters", "milliliters", "gallons", "pints", "cups"),
            List.of("seconds", "minutes", "hours", "days", "weeks", "years"));
    private static final List<String> CONVERSIONS = List.of(
            "How many {to} are {v} {from}?",
            "How many {to} are in {v} {from}?",
            "Convert {v} {from} to {to}.",
            "Convert {v} {from} into {to}.",
            "What is {v} {from} in {to}?",
            "What are {v} {from} in {to}?",
            "{v} {from} in {to}",
            "{v} {from} to {to}");
    private static final List<String> CONVERTING = List.of(
            "From {from} to {to}.\n\n", "Convert {v} {from} to {to}.\n\n", "These are units: {from} to {to}.\n\n");

    private static final List<String> EQUATIONS = List.of(
            "{a} * {x} + {b} = {c}",
            "{a} * {x} - {b} = {c}",
            "{a} * {x} = {c}",
            "{a}{x} + {b} = {c}",
            "{a}{x} = {c}",
            "{x} + {a} = {c}",
            "{x} - {a} = {c}",
            "{x} / {a} = {b}",
            "{a} * ({x} + {b}) = {c}",
            "{a} - {x} = {b}",
            "{a} * {x} + {b} = {n} * {x} + {c}",
            "{x} ^ 2 = {c}",
            "{x}^2 = {c}",
            "{x} ^ 2 + {a} * {x} - {c} = 0",
            "{x} ^ 2 - {a} * {x} + {b} = 0",
            "{x}^2 - {a}{x} + {b} = 0");
    private static final List<String> SOLUTIONS = List.of(
            "Solve {e}.",
            "Solve {e}.",
            "Solve {e} for {x}.",
            "Solve the equation {e}.",
            "Find {x}: {e}",
            "Find {x} if {e}.",
            "What is {x} if {e}?",
            "For which {x} is {e}?",
            "{e}");
    private static final List<String> SOLVING =
            List.of("The equation is {e}.\n\n", "Solve {e} for {x}.\n\n", "{x} is unknown: {e}.\n\n");

    private static final List<String> FIGURES =
            List.of("mean", "mean", "median", "sum", "minimum", "maximum", "range", "mode", "variance");
    private static final List<String> SUMMARIES = List.of(
            "What is the {w} of {n}?",
            "Find the {w} of {n}.",
            "Compute the {w} of {n}.",
            "Give me the {w} of {n}.",
            "{w} of {n}");
    private static final List<String> SUMMARIZING =
            List.of("The {w} of {l}.\n\n", "The numbers are {l}.\n\n", "What is asked for is the {w} of {l}.\n\n");

    private Errands() {}

    static Errand draw(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> conversion(random);
            case 1 -> equation(random);
            default -> summary(random);
        };
    }

    private static Errand conversion(RandomGenerator random) {
        List<String> units = Sum.pick(UNITS, random);
        String from = Sum.pick(units, random);
        String to = Sum.pick(units, random);
        while (to.equals(from)) {
            to = Sum.pick(units, random);
        }
        String value = number(random);
        String result = number(random);
        return new Errand(
                Kind.CONVERTER,
                filled(Sum.pick(CONVERSIONS, random), "v", value, "from", from, "to", to),
                filled(Sum.pick(CONVERTING, random), "v", value, "from", from, "to", to),
                List.of(value, from, to),
                Sum.pick(List.of(result, result + " " + to, value + " " + from + " = " + result + " " + to), random));
    }

    private static Errand equation(RandomGenerator random) {
        String unknown = Sum.pick(List.of("x", "x", "x", "y", "n", "t"), random);
        String equation = filled(
                Sum.pick(EQUATIONS, random),
                "x",
                unknown,
                "a",
                small(random),
                "b",
                small(random),
                "c",
                number(random),
                "n",
                small(random));
        String one = (random.nextInt(4) == 0 ? "-" : "") + number(random) + (random.nextInt(6) == 0 ? "/7" : "");
        String other = (random.nextInt(4) == 0 ? "-" : "") + number(random);
        return new Errand(
                Kind.SOLVER,
                filled(Sum.pick(SOLUTIONS, random), "e", equation, "x", unknown),
                filled(Sum.pick(SOLVING, random), "e", equation, "x", unknown),
                List.of(equation),
                Sum.pick(
                        List.of(
                                one,
                                unknown + " = " + one,
                                unknown + " = " + one,
                                unknown + " = " + one + " or " + unknown + " = " + other,
                                one + ", " + other),
                        random));
    }

    private static Errand summary(RandomGenerator random) {
        List<String> numbers = Stream.generate(() -> number(random))
                .limit(Numbers.between(2, 7, random))
                .toList();
        String list = String.join(", ", numbers);
        int last = list.lastIndexOf(", ");
        String said = random.nextInt(4) == 0 ? list : list.substring(0, last) + " and " + list.substring(last + 2);
        String figure = Sum.pick(FIGURES, random);
        return new Errand(
                Kind.STATISTICS,
                filled(Sum.pick(SUMMARIES, random), "w", figure, "n", said),
                filled(Sum.pick(SUMMARIZING, random), "w", figure, "l", list),
                List.of(list, figure),
                Sum.pick(List.of(number(random), figure + " = " + number(random)), random));
    }

    private static String small(RandomGenerator random) {
        return Integer.toString(Numbers.between(2, random.nextInt(3) == 0 ? 99 : 12, random));
    }

    private static String number(RandomGenerator random) {
        int most = (int) Math.pow(10, Numbers.between(1, 4, random));
        String whole = Integer.toString(Numbers.between(1, most, random));
        return random.nextInt(6) == 0 ? whole + "." + Numbers.between(1, 99, random) : whole;
    }

    /** Keys and what stands for them, in turn. */
    private static String filled(String text, String... slots) {
        String filled = text;
        for (int i = 0; i < slots.length; i += 2) {
            filled = filled.replace("{" + slots[i] + "}", slots[i + 1]);
        }
        return filled;
    }
}
