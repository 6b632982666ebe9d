package io.github.metastone4j.chat.grammar;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a text must go on with, in order: a stack of symbols, the next one on top. Immutable. */
public final class Expected {

    /** Nothing more: the text is complete. */
    public static final Expected NOTHING = new Expected(null, null);

    private final @Nullable Symbol symbol;
    private final @Nullable Expected rest;
    private final int hash;

    private Expected(@Nullable Symbol symbol, @Nullable Expected rest) {
        this.symbol = symbol;
        this.rest = rest;
        this.hash = symbol == null || rest == null ? 0 : 31 * rest.hash + symbol.hashCode();
    }

    /** These symbols, and behind them what is expected here. */
    Expected after(Symbol... symbols) {
        Expected expected = this;
        for (int i = symbols.length - 1; i >= 0; i--) {
            expected = new Expected(symbols[i], expected);
        }
        return expected;
    }

    /** Optional blanks, then this text, and behind it what is expected here. */
    public Expected afterText(String text) {
        return after(Blanks.SOME, Literal.of(text));
    }

    /** Optional blanks, then a value of this kind, and behind it what is expected here. */
    public Expected afterValue(JsonValues values) {
        return after(Blanks.SOME, values.root());
    }

    /**
     * Reads the next byte.
     *
     * @param b 0 to 255
     * @param next where what is expected behind the byte is added, once for each way to read it; nothing, if it does not
     *     fit
     */
    public void read(int b, Set<Expected> next) {
        if (symbol != null && rest != null) {
            symbol.read(b, rest, next);
        }
    }

    /** Whether any character may follow that needs no escape in a JSON string, without a change of what is expected. */
    public boolean isWithinString() {
        return symbol == Text.REST;
    }

    /** What is expected behind optional blanks, if such are expected first; else this. */
    public Expected behindBlanks() {
        return symbol instanceof Blanks && rest != null ? rest : this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        Expected left = this;
        if (!(other instanceof Expected right) || left.hash != right.hash) {
            return false;
        }
        while (left != right) {
            if (left.symbol == null || right.symbol == null || left.rest == null || right.rest == null) {
                return left.symbol == right.symbol;
            }
            if (!left.symbol.equals(right.symbol)) {
                return false;
            }
            left = left.rest;
            right = right.rest;
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
