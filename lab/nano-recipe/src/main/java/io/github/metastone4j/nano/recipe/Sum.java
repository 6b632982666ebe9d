package io.github.metastone4j.nano.recipe;

import io.github.metastone4j.nano.Calculator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A question that one expression answers, for models with a calculator.
 *
 * @param question what a user would type
 * @param thinking how the expression comes about, step by step, nothing computed
 * @param expression what is to be computed
 * @param answer its value, as {@link Calculator} gives it
 * @param replies sentences that state the answer, {@code {answer}} standing for it
 */
record Sum(String question, String thinking, String expression, String answer, List<String> replies) {

    private static final Calculator CALCULATOR = new Calculator();
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int LONGEST_ANSWER = 12;
    private static final int ATTEMPTS = 20;

    /** Questions whose words say what to compute; a, b and c are numbers. */
    private static final List<String> SPOKEN = List.of(
            "What is {a} plus {b}?|{a} + {b}",
            "Add {a} and {b}.|{a} + {b}",
            "Add {a}, {b} and {c}.|{a} + {b} + {c}",
            "What is the sum of {a} and {b}?|{a} + {b}",
            "What is the sum of {a}, {b} and {c}?|{a} + {b} + {c}",
            "What is {a} minus {b}?|{a} - {b}",
            "Subtract {b} from {a}.|{a} - {b}",
            "What is the difference of {a} and {b}?|{a} - {b}",
            "How much more is {a} than {b}?|{a} - {b}",
            "What is {a} times {b}?|{a} * {b}",
            "Multiply {a} by {b}.|{a} * {b}",
            "What is the product of {a} and {b}?|{a} * {b}",
            "What is the product of {a}, {b} and {c}?|{a} * {b} * {c}",
            "What is {a} divided by {b}?|{a} / {b}",
            "Divide {a} by {b}.|{a} / {b}",
            "What is half of {a}?|{a} / 2",
            "Double {a}.|{a} * 2",
            "What is {a} squared?|{a} ^ 2",
            "What is the square of {a}?|{a} ^ 2",
            "What is {a} cubed?|{a} ^ 3",
            "What is {a} to the power of {n}?|{a} ^ {n}",
            "What is {n} percent of {a}?|{a} * {n} / 100",
            "What is {n} % of {a}?|{a} * {n} / 100",
            "What is {n}% of {a}?|{a} * {n} / 100",
            "What is the mean of {a}, {b} and {c}?|({a} + {b} + {c}) / 3",
            "What is the average of {a} and {b}?|({a} + {b}) / 2",
            "What is the square root of {s}?|sqrt({s})",
            "Compute sqrt({s}).|sqrt({s})",
            "Compute {n}!.|{n}!",
            "Compute {a} ^ {n}.|{a} ^ {n}",
            "What is {a} ^ {n}?|{a} ^ {n}",
            "Compute {a} - {b} * {c}.|{a} - {b} * {c}",
            "Compute ({a} - {b}) * {c}.|({a} - {b}) * {c}",
            "What is the greatest common divisor of {a} and {b}?|gcd({a}, {b})",
            "What is {a} * {b}?|{a} * {b}",
            "What is {a} + {b}?|{a} + {b}",
            "What is {a} - {b}?|{a} - {b}",
            "{a} * {b}|{a} * {b}",
            "{a} + {b}|{a} + {b}",
            "{a} - {b}|{a} - {b}",
            "{a} / {b}|{a} / {b}",
            "{a} * {b} + {c}|{a} * {b} + {c}",
            "{a} + {b} - {c} =|{a} + {b} - {c}");

    private static final List<String> BARE = List.of(
            "The expression is {e}.\n\n",
            "This is {e}.\n\n",
            "To compute: {e}.\n\n",
            "What is asked for is {e}.\n\n",
            "So it is {e}.\n\n",
            "{e}.\n\n");

    /** A problem with its numbers as they are. */
    static Sum of(NanoProblem problem, RandomGenerator random) {
        Step solution = problem.isStory() ? Regrouping.vary(problem.solution(), random) : problem.solution();
        String expression = Expressions.write(solution);
        String thinking = problem.isStory()
                ? Thinking.inExpressions(solution, random)
                : pick(BARE, random).replace("{e}", expression);
        return new Sum(problem.question(), thinking, expression, problem.answer(), problem.replies());
    }

    /**
     * The problem with larger numbers; in bare expressions now and then with decimals. Null where no numbers were found that suit a
     * story: all its steps have to give positive whole numbers.
     */
    static @Nullable Sum enlarged(NanoProblem problem, RandomGenerator random) {
        Sum sum = of(problem, random);
        boolean decimals = !problem.isStory() && random.nextInt(3) == 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, String> larger = new HashMap<>();
            String expression = replaced(sum.expression, larger, decimals, random);
            String answer = shortAnswer(expression);
            boolean suits = larger.values().stream().anyMatch(number -> number.length() > 3)
                    && (!problem.isStory()
                            || problem.solution().all().stream()
                                    .allMatch(step ->
                                            isPositive(replaced(Expressions.write(step), larger, false, random))));
            if (answer != null && suits) {
                return new Sum(
                        replaced(sum.question, larger, decimals, random),
                        replaced(sum.thinking, larger, decimals, random),
                        expression,
                        answer,
                        sum.replies);
            }
        }
        return null;
    }

    /** A question in words, or a short expression, with numbers of any size. */
    static Sum spoken(RandomGenerator random) {
        while (true) {
            String[] parts = pick(SPOKEN, random).split("\\|", -1);
            // Of two steps and more, small numbers might be held out.
            int digits = parts[1].contains("{c}") ? 4 : Numbers.between(1, 4, random);
            int root = Numbers.between(2, digits > 3 ? 99 : 30, random);
            Map<String, String> numbers = Map.of(
                    "{a}", number(digits, random),
                    "{b}", number(Math.max(1, digits - random.nextInt(2)), random),
                    "{c}", number(Math.max(1, digits - random.nextInt(3)), random),
                    "{n}", Integer.toString(Numbers.between(2, random.nextInt(2) == 0 ? 9 : 40, random)),
                    "{s}", Integer.toString(root * root));
            String question = parts[0];
            String expression = parts[1];
            for (var one : numbers.entrySet()) {
                question = question.replace(one.getKey(), one.getValue());
                expression = expression.replace(one.getKey(), one.getValue());
            }
            String answer = shortAnswer(expression);
            if (answer != null) {
                return new Sum(
                        question,
                        pick(BARE, random).replace("{e}", expression),
                        expression,
                        answer,
                        Expressions.REPLIES);
            }
        }
    }

    /** Null where there is none, such as for gcd of decimals, or it is long. */
    private static @Nullable String shortAnswer(String expression) {
        try {
            String answer = CALCULATOR.calculator(expression);
            return answer.length() <= LONGEST_ANSWER ? answer : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isPositive(String expression) {
        return NUMBER.matcher(CALCULATOR.calculator(expression)).matches();
    }

    /** Every number of a text by what stands for it, which is drawn where it has not come up yet. 2 and 4 may be words and stay. */
    private static String replaced(String text, Map<String, String> larger, boolean decimals, RandomGenerator random) {
        return NUMBER.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        larger.computeIfAbsent(match.group(), number -> larger(number, decimals, random))));
    }

    private static String larger(String number, boolean decimals, RandomGenerator random) {
        int value = Integer.parseInt(number);
        if (value == 2 || value == 4 || random.nextInt(4) == 0) {
            return number;
        }
        int digits = value > 12 ? Numbers.between(3, 4, random) : Numbers.between(1, 2, random);
        String whole = Integer.toString(Numbers.between(power(digits - 1) + 2, power(digits), random));
        return decimals && random.nextBoolean() ? whole + "." + Numbers.between(1, 99, random) : whole;
    }

    private static String number(int digits, RandomGenerator random) {
        String whole = Integer.toString(Numbers.between(power(digits - 1) + 1, power(digits) - 1, random));
        return random.nextInt(6) == 0 ? whole + "." + Numbers.between(1, 99, random) : whole;
    }

    private static int power(int exponent) {
        return (int) Math.pow(10, exponent);
    }

    static <T> T pick(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
