package io.github.metastone4j.jinja;

import io.github.metastone4j.jinja.Token.Kind;
import java.util.List;

/** A place in the token sequence, moved on by the two parsers. */
final class Tokens {

    private final List<Token> tokens;
    private int position;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(position);
    }

    Token peekNext() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        position = Math.min(position + 1, tokens.size() - 1);
        return token;
    }

    boolean at(Kind kind) {
        return peek().kind() == kind;
    }

    boolean atOperator(String text) {
        return peek().is(Kind.OPERATOR, text);
    }

    boolean atName(String text) {
        return peek().is(Kind.NAME, text);
    }

    /** Moves on if the operator is here. */
    boolean acceptOperator(String text) {
        return accept(atOperator(text));
    }

    /** Moves on if the word is here. */
    boolean acceptName(String text) {
        return accept(atName(text));
    }

    void expectOperator(String text) {
        if (!acceptOperator(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    void expectName(String text) {
        if (!acceptName(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    Token expect(Kind kind, String what) {
        if (!at(kind)) {
            throw unexpected(what);
        }
        return next();
    }

    JinjaException unexpected(String expected) {
        return new JinjaException("expected " + expected + ", found " + peek(), peek().line());
    }

    private boolean accept(boolean here) {
        if (here) {
            next();
        }
        return here;
    }
}
