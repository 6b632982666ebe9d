package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A place in an answer's tokens, with all brackets matched beforehand, so that reading never has to try twice. */
final class Cursor {

    private static final int MOST_TOKENS = 1000;
    private static final int DEEPEST = 40;

    private final List<Token> tokens;
    private final int[] close;
    private final boolean[] commas;
    private int position;
    private int depth;

    Cursor(List<Token> tokens) {
        if (tokens.size() > MOST_TOKENS) {
            throw new UnreadableException("too long");
        }
        this.tokens = tokens;
        close = new int[tokens.size()];
        commas = new boolean[tokens.size()];
        match();
    }

    private void match() {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (opens(token)) {
                open.push(i);
            } else if (closes(token)) {
                if (open.isEmpty()) {
                    throw new UnreadableException("a bracket closes that was not opened");
                }
                close[open.pop()] = i;
            } else if (!open.isEmpty() && (token.isSign(",") || token.isSign(";"))) {
                commas[open.peek()] = true;
            }
        }
        if (!open.isEmpty()) {
            throw new UnreadableException("a bracket is not closed");
        }
    }

    private static boolean opens(Token token) {
        return token.isSign("(")
                || token.isSign("[")
                || token.isSign("{")
                || token.isCommand("{")
                || token.isCommand("langle");
    }

    private static boolean closes(Token token) {
        return token.isSign(")")
                || token.isSign("]")
                || token.isSign("}")
                || token.isCommand("}")
                || token.isCommand("rangle");
    }

    Token peek() {
        return tokens.get(position);
    }

    /** The token that many places on, or the last one. */
    Token peek(int ahead) {
        return tokens.get(Math.min(position + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            position++;
        }
        return token;
    }

    boolean skipSign(String sign) {
        boolean there = peek().isSign(sign);
        position += there ? 1 : 0;
        return there;
    }

    boolean skipCommand(String name) {
        boolean there = peek().isCommand(name);
        position += there ? 1 : 0;
        return there;
    }

    void expectSign(String sign) {
        if (!skipSign(sign)) {
            throw new UnreadableException("'" + sign + "' is missing at '" + peek().text() + "'");
        }
    }

    /** Whether the bracket here holds a list rather than a part of a value. */
    boolean opensList() {
        Token open = peek();
        if (!open.isSign("(") && !open.isSign("[") && !open.isCommand("langle")) {
            return false;
        }
        Token end = tokens.get(close[position]);
        return commas[position] || (open.isSign("(") && end.isSign("]")) || (open.isSign("[") && end.isSign(")"));
    }

    /** Whether a set is here: in escaped braces, or in plain ones that hold a list. */
    boolean opensSet() {
        return peek().isCommand("{") || (peek().isSign("{") && commas[position]);
    }

    int position() {
        return position;
    }

    void back(int to) {
        position = to;
    }

    /** To be called where reading goes one level deeper. */
    void enter() {
        if (++depth > DEEPEST) {
            throw new UnreadableException("too deeply nested");
        }
    }

    void leave() {
        depth--;
    }
}
