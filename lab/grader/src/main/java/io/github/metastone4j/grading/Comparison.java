package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Answer.Bracketed;
import io.github.metastone4j.grading.Answer.Equation;
import io.github.metastone4j.grading.Answer.Inequality;
import io.github.metastone4j.grading.Answer.Listing;
import io.github.metastone4j.grading.Answer.Matrix;
import io.github.metastone4j.grading.Answer.Named;
import io.github.metastone4j.grading.Answer.SetOf;
import io.github.metastone4j.grading.Answer.Union;
import io.github.metastone4j.grading.Answer.Value;
import io.github.metastone4j.grading.Expression.Apply;
import io.github.metastone4j.grading.Expression.Operation;
import io.github.metastone4j.grading.Expression.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether two answers say the same, structure by structure, whichever of them comes first. */
final class Comparison {

    /** Answers that are nested crosswise could otherwise be compared in more ways than there is time for. */
    private static final int MOST_STEPS = 20_000;

    private final Equality equality;
    private int steps;

    Comparison(Equality equality) {
        this.equality = equality;
    }

    boolean same(Answer one, Answer other) {
        if (++steps > MOST_STEPS || equality.isOver()) {
            return false;
        }
        return one.equals(other)
                || compared(one, other)
                || (one.getClass() != other.getClass() && compared(other, one));
    }

    private boolean compared(Answer one, Answer other) {
        if (one instanceof Value a && other instanceof Value b) {
            return values(a, b);
        } else if (one instanceof Named named) {
            return (other instanceof Named || other instanceof Equation)
                    ? named(named, other)
                    : same(named.value(), other);
        } else if (one instanceof Equation equation) {
            return (other instanceof Equation || other instanceof Named)
                    ? equations(one, other)
                    : allSides(equation, other);
        } else if (one instanceof Inequality a) {
            return other instanceof Inequality b
                    && a.strict() == b.strict()
                    && equality.proportional(a.value(), b.value(), true);
        } else if (one instanceof SetOf set) {
            return sets(set, other);
        } else if (one instanceof Listing listing) {
            return listings(listing, other);
        } else if (one instanceof Bracketed a && other instanceof Bracketed b) {
            return (!a.isPair() || (a.open() == b.open() && a.close() == b.close()))
                    && inOrder(a.elements(), b.elements());
        } else if (one instanceof Union a && other instanceof Union b) {
            return inAnyOrder(a.parts(), b.parts());
        } else if (one instanceof Matrix a && other instanceof Matrix b) {
            return a.rows().size() == b.rows().size() && matrices(a.rows(), b.rows());
        }
        return false;
    }

    /** Units have to be the same where both have one. */
    private boolean values(Value one, Value other) {
        Unit a = one.unit();
        Unit b = other.unit();
        if (a != null && b != null && !a.equals(b)) {
            return false;
        }
        return equality.same(one.expression(), other.expression())
                || (a == null && b != null && lettered(one.expression(), b, other.expression()))
                || (b == null && a != null && lettered(other.expression(), a, one.expression()));
    }

    private boolean lettered(Expression bare, Unit unit, Expression measured) {
        Expression without = without(bare, unit);
        return without != null && equality.same(without, measured);
    }

    /** {@code 5 m} may be five metres or five times m: the value without that last letter, if it is the unit's. */
    private static @Nullable Expression without(Expression product, Unit unit) {
        if (!(product instanceof Apply apply) || apply.operation() != Operation.TIMES) {
            return null;
        }
        List<Expression> factors = apply.arguments();
        Expression last = factors.get(factors.size() - 1);
        if (!(last instanceof Symbol symbol) || !unit.equals(Unit.of(symbol.name()))) {
            return null;
        }
        return factors.size() == 2
                ? factors.get(0)
                : new Apply(Operation.TIMES, factors.subList(0, factors.size() - 1));
    }

    private boolean named(Named one, Answer other) {
        return (other instanceof Named named && one.name().equals(named.name()) && same(one.value(), named.value()))
                || equations(one, other);
    }

    private boolean equations(Answer one, Answer other) {
        Expression a = difference(one);
        Expression b = difference(other);
        return a != null && b != null && equality.proportional(a, b, false);
    }

    /** Left side minus right side; null unless there are two sides of plain values. */
    private static @Nullable Expression difference(Answer answer) {
        if (answer instanceof Named named) {
            return named.value() instanceof Value value ? named.name().minus(value.expression()) : null;
        }
        return answer instanceof Equation equation
                        && equation.sides().size() == 2
                        && equation.sides().get(0) instanceof Value left
                        && equation.sides().get(1) instanceof Value right
                ? left.expression().minus(right.expression())
                : null;
    }

    /** What stands in an equation beside names is all the same value: {@code x = 2 + 3 = 5}. */
    private boolean allSides(Equation equation, Answer value) {
        List<Answer> sides = equation.sides().stream()
                .filter(side -> !(side instanceof Value name && AnswerParser.isName(name)))
                .toList();
        return !sides.isEmpty() && sides.stream().allMatch(side -> same(side, value));
    }

    private boolean sets(SetOf set, Answer other) {
        List<Answer> elements = set.elements();
        if (other instanceof SetOf || other instanceof Listing) {
            List<Answer> others = other instanceof SetOf more ? more.elements() : ((Listing) other).elements();
            return cover(elements, others);
        }
        return elements.size() == 1 && same(elements.get(0), other);
    }

    /** Whether each has its like on the other side; every pair is compared once. */
    private boolean cover(List<Answer> some, List<Answer> others) {
        boolean[] covered = new boolean[others.size()];
        for (Answer one : some) {
            boolean found = false;
            for (int i = 0; i < covered.length; i++) {
                if (same(one, others.get(i))) {
                    covered[i] = true;
                    found = true;
                }
            }
            if (!found) {
                return false;
            }
        }
        for (boolean one : covered) {
            if (!one) {
                return false;
            }
        }
        return true;
    }

    private boolean listings(Listing listing, Answer other) {
        if (other instanceof Listing more) {
            return inAnyOrder(listing.elements(), more.elements());
        }
        return other instanceof Bracketed tuple
                && tuple.open() == '('
                && tuple.close() == ')'
                && inOrder(listing.elements(), tuple.elements());
    }

    private boolean inOrder(List<Answer> some, List<Answer> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!same(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean inAnyOrder(List<Answer> some, List<Answer> others) {
        if (some.size() != others.size()) {
            return false;
        }
        List<Answer> left = new ArrayList<>(others);
        for (Answer one : some) {
            int found = 0;
            while (found < left.size() && !same(one, left.get(found))) {
                found++;
            }
            if (found == left.size()) {
                return false;
            }
            left.remove(found);
        }
        return true;
    }

    private boolean matrices(List<List<Answer>> some, List<List<Answer>> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!inOrder(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
