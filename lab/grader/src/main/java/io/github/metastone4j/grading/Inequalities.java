package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Answer.Bracketed;
import io.github.metastone4j.grading.Answer.Inequality;
import io.github.metastone4j.grading.Answer.Named;
import io.github.metastone4j.grading.Answer.Value;
import io.github.metastone4j.grading.Expression.Constant;
import java.util.List;

/** Inequalities as what they mean: an interval for one variable between numbers, else a value above zero. */
final class Inequalities {

    private static final Answer INFINITY = new Value(Constant.INFINITY, null);
    private static final Answer MINUS_INFINITY = new Value(Constant.INFINITY.negated(), null);

    private Inequalities() {}

    /** All real numbers. */
    static Answer reals() {
        return new Bracketed('(', List.of(MINUS_INFINITY, INFINITY), ')');
    }

    /**
     * Two sides with a sign between them, or three with two signs.
     *
     * @param signs of {@code <}, {@code >}, {@code le} and {@code ge}
     */
    static Answer of(List<Answer> sides, List<String> signs) {
        boolean rising = signs.get(0).equals("<") || signs.get(0).equals("le");
        if (sides.size() == 2) {
            boolean open = isOpen(signs.get(0));
            return rising ? less(sides.get(0), open, sides.get(1)) : less(sides.get(1), open, sides.get(0));
        }
        boolean both = signs.stream().allMatch(sign -> (sign.equals("<") || sign.equals("le")) == rising);
        if (sides.size() != 3 || !both || !(sides.get(1) instanceof Value name && AnswerParser.isName(name))) {
            throw new UnreadableException("a chain that is no interval");
        }
        int low = rising ? 0 : 2;
        return new Named(
                name.expression(),
                new Bracketed(
                        isOpen(signs.get(rising ? 0 : 1)) ? '(' : '[',
                        List.of(sides.get(low), sides.get(2 - low)),
                        isOpen(signs.get(rising ? 1 : 0)) ? ')' : ']'));
    }

    private static boolean isOpen(String sign) {
        return sign.equals("<") || sign.equals(">");
    }

    private static Answer less(Answer left, boolean open, Answer right) {
        if (!(left instanceof Value low && right instanceof Value high)) {
            throw new UnreadableException("an inequality of what has no order");
        }
        if (AnswerParser.isName(low) && high.expression().symbols().isEmpty()) {
            return new Named(low.expression(), new Bracketed('(', List.of(MINUS_INFINITY, high), open ? ')' : ']'));
        }
        if (AnswerParser.isName(high) && low.expression().symbols().isEmpty()) {
            return new Named(high.expression(), new Bracketed(open ? '(' : '[', List.of(low, INFINITY), ')'));
        }
        return new Inequality(high.expression().minus(low.expression()), open);
    }
}
