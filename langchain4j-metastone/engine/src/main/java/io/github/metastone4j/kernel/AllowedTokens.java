package io.github.metastone4j.kernel;

import java.util.Arrays;

/** Which tokens may be drawn: all of them, only some, or all but some. Immutable. */
public final class AllowedTokens {

    /** Any token. */
    public static final AllowedTokens ALL = new AllowedTokens(new int[0], true);

    private final int[] tokens; // ascending
    private final boolean barred;

    private AllowedTokens(int[] tokens, boolean barred) {
        this.tokens = tokens;
        this.barred = barred;
    }

    /**
     * These tokens and no others.
     *
     * @param tokens at least one
     * @throws IllegalArgumentException if there is none: a row must draw something
     */
    public static AllowedTokens only(int... tokens) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("no token is allowed; name at least one");
        }
        return new AllowedTokens(sorted(tokens), false);
    }

    /** All tokens but these, of which there may be none. */
    public static AllowedTokens allBut(int... tokens) {
        return tokens.length == 0 ? ALL : new AllowedTokens(sorted(tokens), true);
    }

    private static int[] sorted(int[] tokens) {
        return Arrays.stream(tokens).sorted().distinct().toArray();
    }

    /** These tokens and one more. */
    public AllowedTokens with(int token) {
        if (contains(token)) {
            return this;
        }
        if (barred) {
            return allBut(Arrays.stream(tokens).filter(other -> other != token).toArray());
        }
        int[] more = Arrays.copyOf(tokens, tokens.length + 1);
        more[tokens.length] = token;
        return only(more);
    }

    /** Whether a token may be drawn. */
    public boolean contains(int token) {
        return (Arrays.binarySearch(tokens, token) >= 0) != barred;
    }

    /** The tokens that are named, of which a row is told: those that it may draw, or those that it may not. */
    int[] named(boolean asBarred) {
        return asBarred == barred ? tokens : new int[0];
    }

    @Override
    public String toString() {
        return (barred ? "all but " : "only ") + Arrays.toString(tokens);
    }
}
