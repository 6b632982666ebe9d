package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Answer.Bracketed;
import io.github.metastone4j.grading.Answer.Equation;
import io.github.metastone4j.grading.Answer.Listing;
import io.github.metastone4j.grading.Answer.Matrix;
import io.github.metastone4j.grading.Answer.Named;
import io.github.metastone4j.grading.Answer.SetOf;
import io.github.metastone4j.grading.Answer.Union;
import io.github.metastone4j.grading.Answer.Value;
import io.github.metastone4j.grading.Answer.Words;
import io.github.metastone4j.grading.Expression.Constant;
import io.github.metastone4j.grading.Expression.Operation;
import io.github.metastone4j.grading.Token.Kind;
import io.github.metastone4j.grading.UnitParser.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what an answer says: lists, sets, tuples, intervals, matrices, equations, and values with their units. */
final class AnswerParser {

    private static final int LONGEST = 2_000;
    private static final Set<String> EQUAL = Set.of("=", "approx", "in", "equiv");
    private static final Set<String> ORDER = Set.of("<", ">", "le", "ge");
    private static final Set<String> MATRICES = Set.of("matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix");
    /** Letters alone are words, if two of them stand together; but not names of numbers, nor variables in a row. */
    private static final Pattern LETTERS = Pattern.compile("[\\p{L} .,'’-]++");

    private static final Pattern WORD = Pattern.compile("\\p{L}{2}");
    private static final Pattern NAMED = Pattern.compile("-? ?(?:pi|infinity)|\\p{L}(?:[, ](?:and |or )?\\p{L})*+");

    private final Cursor cursor;
    private final ExpressionParser expressions;
    private final UnitParser units;

    private AnswerParser(Cursor cursor) {
        this.cursor = cursor;
        expressions = new ExpressionParser(cursor);
        units = new UnitParser(cursor);
    }

    /** What an answer says; {@link Words} where it is no mathematics, or none that is known. */
    static Answer parse(String text) {
        if (text.length() > LONGEST) {
            return new Words(text.strip());
        }
        String plain = Texts.plain(text);
        if (isWords(plain)) {
            return new Words(plain);
        }
        try {
            AnswerParser parser = new AnswerParser(new Cursor(Lexer.tokens(Texts.unwrapped(text))));
            Answer answer = parser.listing();
            while (parser.cursor.skipSign(".")) {
                // The period of the sentence.
            }
            return parser.cursor.peek().kind() == Kind.END ? answer : new Words(plain);
        } catch (UnreadableException e) {
            return new Words(plain);
        }
    }

    private static boolean isWords(String plain) {
        return LETTERS.matcher(plain).matches()
                && WORD.matcher(plain).find()
                && !NAMED.matcher(plain).matches();
    }

    private Answer listing() {
        List<Answer> elements = elements();
        if (elements.size() > 1 && elements.stream().allMatch(AnswerParser::isInterval)) {
            return new Union(elements);
        }
        return elements.size() == 1 ? elements.get(0) : new Listing(elements);
    }

    private static boolean isInterval(Answer answer) {
        return answer instanceof Named named
                ? isInterval(named.value())
                : answer instanceof Bracketed bracketed
                        && bracketed.isPair()
                        && bracketed.elements().stream()
                                .anyMatch(end -> end instanceof Value value
                                        && value.expression().contains(Constant.INFINITY));
    }

    private List<Answer> elements() {
        List<Answer> elements = new ArrayList<>();
        do {
            Answer element = relation();
            if (element instanceof Listing several) {
                elements.addAll(several.elements());
            } else {
                elements.add(element);
            }
        } while (separator());
        return elements;
    }

    private boolean separator() {
        boolean comma = cursor.skipSign(",") || cursor.skipSign(";");
        Token token = cursor.peek();
        boolean word = token.is(Kind.WORDS, "or") || token.is(Kind.WORDS, "and");
        if (word) {
            cursor.next();
        }
        return comma || word;
    }

    private Answer relation() {
        cursor.enter();
        if (cursor.peek().isCommand("approx")) {
            cursor.next();
        }
        List<Answer> sides = new ArrayList<>(List.of(union()));
        List<String> signs = new ArrayList<>();
        while (EQUAL.contains(cursor.peek().text())
                || ORDER.contains(cursor.peek().text())) {
            signs.add(order(cursor.next().text()));
            sides.add(union());
        }
        cursor.leave();
        if (signs.isEmpty()) {
            return sides.get(0);
        }
        if (signs.stream().noneMatch(EQUAL::contains)) {
            return Inequalities.of(sides, signs);
        }
        if (!EQUAL.containsAll(signs)) {
            throw new UnreadableException("equations and inequalities in one");
        }
        return sides.size() == 2 && sides.get(0) instanceof Value name && isName(name)
                ? new Named(name.expression(), sides.get(1))
                : new Equation(sides);
    }

    /** An equals sign behind an order is part of it: {@code <=}. */
    private String order(String sign) {
        boolean orEqual = (sign.equals("<") || sign.equals(">")) && cursor.skipSign("=");
        return !orEqual ? sign : sign.equals("<") ? "le" : "ge";
    }

    static boolean isName(Value value) {
        return value.unit() == null
                && (value.expression() instanceof Expression.Symbol
                        || (value.expression() instanceof Expression.Apply product
                                && product.operation() == Operation.TIMES
                                && product.arguments().stream().allMatch(Expression.Symbol.class::isInstance)));
    }

    private Answer union() {
        List<Answer> parts = new ArrayList<>(List.of(item()));
        while (cursor.skipCommand("cup") || (parts.get(0) instanceof Bracketed && skipLetter("U"))) {
            parts.add(item());
        }
        return parts.size() == 1 ? parts.get(0) : new Union(parts);
    }

    private boolean skipLetter(String letter) {
        boolean there = cursor.peek().is(Kind.LETTER, letter);
        if (there) {
            cursor.next();
        }
        return there;
    }

    private Answer item() {
        Token token = cursor.peek();
        if (cursor.opensSet()) {
            return set();
        } else if (cursor.opensList()) {
            return bracketed();
        } else if (cursor.skipCommand("emptyset")) {
            return new SetOf(List.of());
        } else if (cursor.skipCommand("begin")) {
            return matrix();
        } else if ((token.isSign("(") || token.isSign("[")) && cursor.peek(1).isCommand("begin")) {
            return bracketedMatrix();
        } else if (token.isCommand("mathbb") && cursor.peek(1).text().equals("R")) {
            cursor.next();
            cursor.next();
            return Inequalities.reals();
        }
        return value();
    }

    private Answer set() {
        cursor.next();
        List<Answer> elements = cursor.peek().isCommand("}") ? List.of() : elements();
        if (!cursor.skipCommand("}") && !cursor.skipSign("}")) {
            throw new UnreadableException("no set");
        }
        return new SetOf(elements);
    }

    private Answer bracketed() {
        char open = cursor.next().isSign("[") ? '[' : '(';
        List<Answer> elements = elements();
        char close = cursor.peek().isSign("]") ? ']' : ')';
        if (!cursor.skipSign("]") && !cursor.skipSign(")") && !cursor.skipCommand("rangle")) {
            throw new UnreadableException("no tuple");
        }
        return new Bracketed(open, elements, close);
    }

    private Answer bracketedMatrix() {
        String close = cursor.next().isSign("(") ? ")" : "]";
        cursor.next();
        Answer matrix = matrix();
        cursor.expectSign(close);
        return matrix;
    }

    private Answer matrix() {
        String name = cursor.next().text();
        if (!MATRICES.contains(name)) {
            throw new UnreadableException("no matrix");
        }
        List<List<Answer>> rows = new ArrayList<>();
        List<Answer> row = new ArrayList<>();
        while (!cursor.skipCommand("end")) {
            row.add(value());
            if (cursor.skipCommand("\\")) {
                rows.add(row);
                row = new ArrayList<>();
            } else if (!cursor.skipSign("&") && !cursor.peek().isCommand("end")) {
                throw new UnreadableException("no matrix");
            }
        }
        if (!row.isEmpty()) {
            rows.add(row);
        }
        if (!cursor.next().text().equals(name)) {
            throw new UnreadableException("no matrix");
        }
        return new Matrix(rows);
    }

    private Answer value() {
        int start = cursor.position();
        boolean negative = cursor.skipSign("-");
        Unit currency = units.currency();
        if (currency == null) {
            cursor.back(start);
        }
        List<Expression> values = expressions.values();
        Measure measure = units.behind();
        Expression factor = Expression.of(currency != null && negative ? -measure.multiple() : measure.multiple());
        Unit unit = measure.unit() == null ? currency : measure.unit();
        List<Answer> answers = new ArrayList<>();
        for (Expression value : values) {
            boolean plain = factor.equals(Expression.of(1));
            answers.add(new Value(plain ? value : Expression.of(Operation.TIMES, value, factor), unit));
        }
        return answers.size() == 1 ? answers.get(0) : new Listing(answers);
    }
}
