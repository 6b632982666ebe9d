package io.github.metastone4j.jinja;

import io.github.metastone4j.jinja.Statement.Flow;
import io.github.metastone4j.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Parses a template: text, outputs and tags. */
final class TemplateParser {

    private final Tokens tokens;
    private final ExpressionParser expressions;

    private TemplateParser(Tokens tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static Statement parse(String template) {
        TemplateParser parser = new TemplateParser(new Tokens(Lexer.tokens(template)));
        Statement statement = parser.block(List.of());
        if (!parser.tokens.at(Kind.END)) {
            throw parser.tokens.unexpected("the end of the template");
        }
        return statement;
    }

    /** Everything up to a tag with one of the given names, whose name is read, or to the end. */
    private Statement block(List<String> ends) {
        List<Statement> statements = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            switch (token.kind()) {
                case DATA -> {
                    tokens.next();
                    statements.add(text(token.text()));
                }
                case OUTPUT_BEGIN -> {
                    tokens.next();
                    Expression value = expressions.list();
                    tokens.expect(Kind.OUTPUT_END, "'}}'");
                    statements.add(placed(token.line(), output(value)));
                }
                case TAG_BEGIN -> {
                    if (ends.contains(tokens.peekNext().text())) {
                        tokens.next();
                        return Statement.sequence(statements);
                    }
                    tokens.next();
                    statements.add(placed(token.line(), tag(tokens.expect(Kind.NAME, "the name of a tag"))));
                }
                default -> {
                    if (!ends.isEmpty()) {
                        throw tokens.unexpected("one of the tags " + ends);
                    }
                    return Statement.sequence(statements);
                }
            }
        }
    }

    private static Statement text(String text) {
        return (scope, out) -> {
            scope.spend(text.length());
            out.append(text);
            return Flow.NEXT;
        };
    }

    private static Statement output(Expression value) {
        return (scope, out) -> {
            String text = Values.text(value.evaluate(scope));
            scope.spend(text.length());
            out.append(text);
            return Flow.NEXT;
        };
    }

    /** Counts the statement, and gives its failures their line. */
    private static Statement placed(int line, Statement statement) {
        return (scope, out) -> {
            try {
                scope.spend(1);
                return statement.execute(scope, out);
            } catch (JinjaException e) {
                throw e.at(line);
            } catch (RuntimeException e) {
                throw new JinjaException("cannot be evaluated: " + e, line);
            }
        };
    }

    private Statement tag(Token name) {
        return switch (name.text()) {
            case "if" -> condition();
            case "for" -> loop();
            case "set" -> assignment();
            case "macro" -> macro();
            case "break" -> jump(Flow.BREAK);
            case "continue" -> jump(Flow.CONTINUE);
            case "generation" -> generation();
            default -> throw new JinjaException("there is no tag " + name + " in chat templates", name.line());
        };
    }

    private void endTag() {
        tokens.expect(Kind.TAG_END, "'%}'");
    }

    private void endTag(String name) {
        tokens.expectName(name);
        endTag();
    }

    /** After {@code if} or {@code elif}. */
    private Statement condition() {
        Expression condition = expressions.expression();
        endTag();
        Statement then = block(List.of("elif", "else", "endif"));
        Statement otherwise;
        if (tokens.acceptName("elif")) {
            otherwise = condition();
        } else if (tokens.acceptName("else")) {
            endTag();
            otherwise = block(List.of("endif"));
            endTag("endif");
        } else {
            otherwise = (scope, out) -> Flow.NEXT;
            endTag("endif");
        }
        return (scope, out) -> (Values.isTrue(condition.evaluate(scope)) ? then : otherwise).execute(scope, out);
    }

    private Statement loop() {
        BiConsumer<Scope, Object> target = targets();
        tokens.expectName("in");
        Expression sequence = expressions.disjunction();
        Expression filter = tokens.acceptName("if") ? expressions.expression() : null;
        endTag();
        Statement body = block(List.of("else", "endfor"));
        Statement otherwise = (scope, out) -> Flow.NEXT;
        if (tokens.acceptName("else")) {
            endTag();
            otherwise = block(List.of("endfor"));
        }
        endTag("endfor");
        return new Loop(target, sequence, filter, body, otherwise);
    }

    private record Loop(
            BiConsumer<Scope, Object> target,
            Expression sequence,
            @Nullable Expression filter,
            Statement body,
            Statement otherwise)
            implements Statement {

        @Override
        public Flow execute(Scope scope, StringBuilder out) {
            List<Object> elements = elements(scope);
            for (int i = 0; i < elements.size(); i++) {
                Scope inner = scope.inner();
                inner.spend(1);
                target.accept(inner, elements.get(i));
                inner.set("loop", position(elements, i));
                if (body.execute(inner, out) == Flow.BREAK) {
                    break;
                }
            }
            return elements.isEmpty() ? otherwise.execute(scope, out) : Flow.NEXT;
        }

        private List<Object> elements(Scope scope) {
            List<Object> all = Values.elements(sequence.evaluate(scope), scope);
            if (filter == null) {
                return all;
            }
            List<Object> chosen = new ArrayList<>();
            for (Object element : all) {
                Scope inner = scope.inner();
                inner.spend(1);
                target.accept(inner, element);
                if (Values.isTrue(filter.evaluate(inner))) {
                    chosen.add(element);
                }
            }
            return chosen;
        }

        /** The variable {@code loop}. */
        private static Map<String, Object> position(List<Object> elements, int i) {
            int size = elements.size();
            Map<String, Object> loop = new LinkedHashMap<>();
            loop.put("index", i + 1L);
            loop.put("index0", (long) i);
            loop.put("revindex", (long) size - i);
            loop.put("revindex0", size - i - 1L);
            loop.put("first", i == 0);
            loop.put("last", i == size - 1);
            loop.put("length", (long) size);
            loop.put("previtem", i == 0 ? new Undefined("loop.previtem") : elements.get(i - 1));
            loop.put("nextitem", i == size - 1 ? new Undefined("loop.nextitem") : elements.get(i + 1));
            Function cycle = (arguments, scope) ->
                    arguments.positional().get(i % arguments.positional().size());
            loop.put("cycle", cycle);
            return loop;
        }
    }

    private Statement assignment() {
        BiConsumer<Scope, Object> target = targets();
        if (tokens.acceptOperator("=")) {
            Expression value = expressions.list();
            endTag();
            return (scope, out) -> {
                target.accept(scope, value.evaluate(scope));
                return Flow.NEXT;
            };
        }
        Expression captured = scope -> scope.get("captured text");
        while (tokens.acceptOperator("|")) {
            captured = expressions.filter(captured);
        }
        endTag();
        Statement body = block(List.of("endset"));
        endTag("endset");
        Expression value = captured;
        return (scope, out) -> {
            Scope inner = scope.inner();
            StringBuilder text = new StringBuilder();
            Flow flow = body.execute(inner, text);
            inner.set("captured text", text.toString());
            target.accept(scope, value.evaluate(inner));
            return flow;
        };
    }

    /** One variable, or several with commas between them, among which a list is shared out. */
    private BiConsumer<Scope, Object> targets() {
        boolean bracketed = tokens.acceptOperator("(");
        List<BiConsumer<Scope, Object>> targets = new ArrayList<>();
        do {
            targets.add(target());
        } while (tokens.acceptOperator(","));
        if (bracketed) {
            tokens.expectOperator(")");
        }
        if (targets.size() == 1) {
            return targets.get(0);
        }
        return (scope, value) -> {
            List<Object> values = Values.elements(value);
            if (values.size() != targets.size()) {
                throw new JinjaException(
                        "cannot share " + values.size() + " values out among " + targets.size() + " variables");
            }
            for (int i = 0; i < values.size(); i++) {
                targets.get(i).accept(scope, values.get(i));
            }
        };
    }

    private BiConsumer<Scope, Object> target() {
        String name = tokens.expect(Kind.NAME, "the name of a variable").text();
        if (!tokens.acceptOperator(".")) {
            return (scope, value) -> scope.set(name, value);
        }
        String attribute = tokens.expect(Kind.NAME, "the name of an attribute").text();
        return (scope, value) -> {
            if (!(scope.get(name) instanceof Namespace namespace)) {
                throw new JinjaException("only a namespace has attributes to set; '" + name + "' is none");
            }
            namespace.variables().put(attribute, value);
        };
    }

    private Statement macro() {
        String name = tokens.expect(Kind.NAME, "the name of a macro").text();
        Map<String, Expression> parameters = new LinkedHashMap<>();
        tokens.expectOperator("(");
        while (!tokens.acceptOperator(")")) {
            String parameter =
                    tokens.expect(Kind.NAME, "the name of a parameter").text();
            Expression otherwise =
                    tokens.acceptOperator("=") ? expressions.expression() : scope -> new Undefined(parameter);
            parameters.put(parameter, otherwise);
            if (!tokens.atOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        endTag();
        Statement body = block(List.of("endmacro"));
        endTag("endmacro");
        return (scope, out) -> {
            Function macro = (arguments, caller) -> {
                Scope inner = scope.inner();
                int index = 0;
                for (Map.Entry<String, Expression> parameter : parameters.entrySet()) {
                    inner.set(
                            parameter.getKey(),
                            arguments.has(index, parameter.getKey())
                                    ? arguments.get(index, parameter.getKey())
                                    : parameter.getValue().evaluate(inner));
                    index++;
                }
                StringBuilder text = new StringBuilder();
                body.execute(inner, text);
                return text.toString();
            };
            scope.set(name, macro);
            return Flow.NEXT;
        };
    }

    private Statement jump(Flow flow) {
        endTag();
        return (scope, out) -> flow;
    }

    /** Marks what the model wrote, for training; it renders as its content. */
    private Statement generation() {
        endTag();
        Statement body = block(List.of("endgeneration"));
        endTag("endgeneration");
        return body;
    }
}
