package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Fraction;
import io.github.metastone4j.grading.Token.Kind;
import java.math.BigDecimal;
import org.hipparchus.fraction.BigFraction;

/** Reads numbers that are more than one token: decimals that repeat, and mixed numbers. */
final class NumberParser {

    private NumberParser() {}

    /** The number whose digits were just taken, with the period behind them if there is one: {@code 0.1\overline{6}}. */
    static Expression number(String digits, Cursor cursor) {
        BigFraction value = Rationals.parse(digits);
        if (digits.contains(".") && cursor.skipCommand("overline")) {
            cursor.expectSign("{");
            String period = cursor.next().text();
            cursor.expectSign("}");
            value = value.add(Rationals.period(period, new BigDecimal(digits).scale()));
        }
        return new Fraction(value);
    }

    /** Whether a whole number with a fraction of whole numbers comes. */
    static boolean isMixed(Cursor cursor) {
        if (!isWhole(cursor.peek())) {
            return false;
        }
        if (cursor.peek(1).isCommand("frac")) {
            int below = behindWhole(cursor, 2);
            return below > 0 && behindWhole(cursor, below) > 0;
        }
        return cursor.peek(1).spaced()
                && isWhole(cursor.peek(1))
                && cursor.peek(2).isSign("/")
                && isWhole(cursor.peek(3));
    }

    /** Where a whole number that stands there, in braces or not, is over; 0 if there is none. */
    private static int behindWhole(Cursor cursor, int ahead) {
        if (isWhole(cursor.peek(ahead))) {
            return ahead + 1;
        }
        boolean braces = cursor.peek(ahead).isSign("{")
                && isWhole(cursor.peek(ahead + 1))
                && cursor.peek(ahead + 2).isSign("}");
        return braces ? ahead + 3 : 0;
    }

    private static boolean isWhole(Token token) {
        return token.kind() == Kind.NUMBER && token.text().chars().allMatch(Character::isDigit);
    }
}
