package io.github.metastone4j.nano;

import com.fathzer.soft.javaluator.AbstractEvaluator;
import com.fathzer.soft.javaluator.BracketPair;
import com.fathzer.soft.javaluator.Function;
import com.fathzer.soft.javaluator.Operator;
import com.fathzer.soft.javaluator.Operator.Associativity;
import com.fathzer.soft.javaluator.Parameters;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EmptyStackException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** The grammar of {@link Calculator}, over fractions. Every number on the way is held to a size, so that no expression takes long. */
final class ExactArithmetic extends AbstractEvaluator<BigFraction> {

    private static final int MOST_CHARACTERS = 500;
    private static final int DEEPEST = 20;
    private static final int MOST_DIGITS = 500;
    private static final int LARGEST_EXPONENT = 1000;
    private static final int LARGEST_FACTORIAL = 200;
    private static final BigInteger TOO_LARGE = BigInteger.TEN.pow(MOST_DIGITS);

    private static final Operator ADD = new Operator("+", 2, Associativity.LEFT, 1);
    private static final Operator SUBTRACT = new Operator("-", 2, Associativity.LEFT, 1);
    private static final Operator MULTIPLY = new Operator("*", 2, Associativity.LEFT, 2);
    private static final Operator DIVIDE = new Operator("/", 2, Associativity.LEFT, 2);
    private static final Operator NEGATE = new Operator("-", 1, Associativity.RIGHT, 3);
    private static final Operator POWER = new Operator("^", 2, Associativity.RIGHT, 4);
    private static final Operator FACTORIAL = new Operator("!", 2, Associativity.LEFT, 5);
    private static final Operator PERCENT = new Operator("%", 2, Associativity.LEFT, 5);

    /** A minus behind {@code ^}, which binds more tightly than that. */
    private static final Operator NEGATE_EXPONENT = new Operator("−", 1, Associativity.RIGHT, 6);

    /** No expression that is read has this character or the sign above. */
    private static final String PLACE_HOLDER = "□";

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?|\\.\\d+");
    private static final Pattern SHOWN = Pattern.compile("[\\p{Graph} ]*");

    ExactArithmetic() {
        super(grammar());
    }

    private static Parameters grammar() {
        Parameters grammar = new Parameters();
        grammar.addOperators(
                List.of(ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, POWER, NEGATE_EXPONENT, FACTORIAL, PERCENT));
        for (String one : List.of("sqrt", "abs", "floor", "ceil", "round")) {
            grammar.add(new Function(one, 1));
        }
        for (String several : List.of("min", "max", "gcd", "lcm")) {
            grammar.add(new Function(several, 1, Integer.MAX_VALUE));
        }
        grammar.add(new Function("mod", 2));
        grammar.addExpressionBracket(BracketPair.PARENTHESES);
        grammar.addFunctionBracket(BracketPair.PARENTHESES);
        grammar.setFunctionArgumentSeparator(',');
        return grammar;
    }

    /** The result as {@link Calculator#calculator} gives it. */
    String compute(String given) {
        String expression = given.strip()
                .replace('×', '*')
                .replace('·', '*')
                .replace('÷', '/')
                .replace('−', '-')
                .replace("**", "^");
        check(expression);
        try {
            return written(evaluate(expression), expression.contains("."));
        } catch (Refusal e) {
            throw e;
        } catch (IllegalArgumentException | EmptyStackException | NoSuchElementException e) {
            throw new Refusal(
                    "'" + expression + "' is not an expression; write numbers with + - * / ^ and parentheses between"
                            + " them, such as (12 + 7) * 3",
                    e);
        }
    }

    private static void check(String expression) {
        if (expression.isEmpty()) {
            throw new Refusal("the expression is empty; write one such as 12 * 8 - 15");
        }
        if (expression.length() > MOST_CHARACTERS) {
            throw new Refusal("the expression has " + expression.length() + " characters, more than " + MOST_CHARACTERS
                    + "; compute it in parts");
        }
        if (!SHOWN.matcher(expression).matches()) {
            throw new Refusal("the expression has characters other than digits, letters and signs; write it in one"
                    + " line, such as 12 * 8 - 15");
        }
        int depth = 0;
        for (int i = 0; i < expression.length(); i++) {
            char one = expression.charAt(i);
            depth += one == '(' ? 1 : one == ')' ? -1 : 0;
            if (depth > DEEPEST) {
                throw new Refusal("parentheses are more than " + DEEPEST + " deep; compute the inner ones first");
            }
        }
        if (depth != 0) {
            throw new Refusal("'" + expression + "' has " + Math.abs(depth) + " parentheses too many of one side; close"
                    + " every one that is opened");
        }
    }

    /**
     * The library knows no signs that stand behind their number: a place holder behind them makes them signs between two. Nor does it
     * know that the minus in {@code 2 ^ -3} belongs to the exponent.
     */
    @Override
    protected Iterator<String> tokenize(String expression) {
        List<String> tokens = new ArrayList<>();
        super.tokenize(expression).forEachRemaining(token -> {
            boolean isExponents = token.equals("-")
                    && !tokens.isEmpty()
                    && tokens.get(tokens.size() - 1).equals("^");
            tokens.add(isExponents ? NEGATE_EXPONENT.getSymbol() : token);
            if (token.equals(FACTORIAL.getSymbol()) || token.equals(PERCENT.getSymbol())) {
                tokens.add(PLACE_HOLDER);
            }
        });
        return tokens.iterator();
    }

    @Override
    protected BigFraction toValue(String literal, @Nullable Object context) {
        if (literal.equals(PLACE_HOLDER)) {
            return BigFraction.ZERO;
        }
        if (!NUMBER.matcher(literal).matches()) {
            throw new Refusal(
                    "'" + literal + "' is not a number; write numbers as 1250 or 12.5, and put a sign such as *"
                            + " between two of them. Functions are sqrt, abs, floor, ceil, round, min, max, gcd, lcm, mod");
        }
        BigDecimal decimal = new BigDecimal(literal);
        return BigFraction.of(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
    }

    @Override
    protected BigFraction evaluate(Operator operator, Iterator<BigFraction> operands, @Nullable Object context) {
        BigFraction first = operands.next();
        BigFraction result;
        if (operator.getOperandCount() == 1) {
            result = first.negate();
        } else if (operator.equals(FACTORIAL)) {
            result = factorial(whole(first, "!"));
        } else if (operator.equals(PERCENT)) {
            result = first.divide(100);
        } else {
            BigFraction second = operands.next();
            result = switch (operator.getSymbol()) {
                case "+" -> first.add(second);
                case "-" -> first.subtract(second);
                case "*" -> first.multiply(second);
                case "/" -> first.divide(nonZero(second));
                default -> power(first, second);
            };
        }
        return held(result);
    }

    @Override
    protected BigFraction evaluate(Function function, Iterator<BigFraction> arguments, @Nullable Object context) {
        String name = function.getName();
        BigFraction result = arguments.next();
        switch (name) {
            case "sqrt" -> result = root(result);
            case "abs" -> result = result.abs();
            case "floor" -> result = rounded(result, RoundingMode.FLOOR);
            case "ceil" -> result = rounded(result, RoundingMode.CEILING);
            case "round" -> result = rounded(result, RoundingMode.HALF_UP);
            case "mod" -> {
                BigFraction by = nonZero(arguments.next());
                result = result.subtract(by.multiply(rounded(result.divide(by), RoundingMode.FLOOR)));
            }
            default -> {
                while (arguments.hasNext()) {
                    result = held(joined(name, result, arguments.next()));
                }
            }
        }
        return held(result);
    }

    private static BigFraction joined(String name, BigFraction one, BigFraction other) {
        if (name.equals("min") || name.equals("max")) {
            return one.compareTo(other) < 0 == name.equals("min") ? one : other;
        }
        BigInteger left = whole(one, name);
        BigInteger right = whole(other, name);
        BigInteger divisor = left.gcd(right);
        return BigFraction.of(
                name.equals("gcd") || divisor.signum() == 0
                        ? divisor
                        : left.multiply(right).abs().divide(divisor));
    }

    private static BigFraction nonZero(BigFraction divisor) {
        if (divisor.signum() == 0) {
            throw new Refusal("a division by 0 has no result; check the divisor");
        }
        return divisor;
    }

    private static BigFraction power(BigFraction base, BigFraction exponent) {
        BigInteger whole = whole(exponent, "^");
        if (whole.abs().compareTo(BigInteger.valueOf(LARGEST_EXPONENT)) > 0) {
            throw new Refusal("the exponent " + shown(whole) + " is larger than " + LARGEST_EXPONENT
                    + "; write the number as a smaller power");
        }
        long digits = (long) Math.max(
                        base.getNumerator().bitLength(), base.getDenominator().bitLength())
                * whole.abs().intValue();
        if (digits > 4L * MOST_DIGITS + LARGEST_EXPONENT) {
            throw tooLarge();
        }
        return whole.signum() < 0 ? nonZero(base).pow(whole.intValue()) : base.pow(whole.intValue());
    }

    private static BigFraction factorial(BigInteger of) {
        if (of.signum() < 0 || of.compareTo(BigInteger.valueOf(LARGEST_FACTORIAL)) > 0) {
            throw new Refusal("! takes whole numbers from 0 to " + LARGEST_FACTORIAL + ", not " + shown(of));
        }
        BigInteger product = BigInteger.ONE;
        for (int i = 2; i <= of.intValue(); i++) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return BigFraction.of(product);
    }

    private static BigFraction root(BigFraction of) {
        if (of.signum() >= 0) {
            BigInteger above = of.getNumerator().sqrt();
            BigInteger below = of.getDenominator().sqrt();
            if (above.pow(2).equals(of.getNumerator()) && below.pow(2).equals(of.getDenominator())) {
                return BigFraction.of(above, below);
            }
        }
        throw new Refusal("the square root of " + shown(of.toString().replace(" ", "")) + " is not exact; leave it as"
                + " sqrt, or compute with its square");
    }

    private static BigFraction rounded(BigFraction value, RoundingMode mode) {
        return BigFraction.of(value.bigDecimalValue(0, mode).toBigInteger());
    }

    private static BigInteger whole(BigFraction value, String use) {
        if (!value.getDenominator().equals(BigInteger.ONE)) {
            throw new Refusal(
                    use + " takes whole numbers, not " + shown(value.toString().replace(" ", "")) + "; round it first");
        }
        return value.getNumerator();
    }

    private static BigFraction held(BigFraction value) {
        if (value.getNumerator().abs().compareTo(TOO_LARGE) >= 0
                || value.getDenominator().compareTo(TOO_LARGE) >= 0) {
            throw tooLarge();
        }
        return value;
    }

    private static Refusal tooLarge() {
        return new Refusal("a number on the way has more than " + MOST_DIGITS + " digits; compute with smaller ones");
    }

    private static String shown(Object value) {
        String text = value.toString();
        return text.length() <= 20 ? text : text.substring(0, 20) + "...";
    }

    private static String written(BigFraction value, boolean decimals) {
        BigInteger above = value.getNumerator();
        BigInteger below = value.getDenominator();
        if (below.equals(BigInteger.ONE)) {
            return above.toString();
        }
        if (decimals) {
            try {
                return new BigDecimal(above)
                        .divide(new BigDecimal(below))
                        .stripTrailingZeros()
                        .toPlainString();
            } catch (ArithmeticException e) {
                // A decimal without end: the fraction is the exact result.
                return above + "/" + below;
            }
        }
        return above + "/" + below;
    }

    /** Why an expression is not computed, in words for whoever wrote it. */
    private static final class Refusal extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }

        Refusal(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
