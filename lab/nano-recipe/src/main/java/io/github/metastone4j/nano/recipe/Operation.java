package io.github.metastone4j.nano.recipe;

/** The four operations of arithmetic. */
public enum Operation {
    ADD('+', 1),
    SUBTRACT('-', 1),
    MULTIPLY('*', 2),
    DIVIDE('/', 2);

    private final char sign;
    private final int precedence;

    Operation(char sign, int precedence) {
        this.sign = sign;
        this.precedence = precedence;
    }

    /** The operation written as {@code sign}. */
    static Operation of(char sign) {
        for (Operation operation : values()) {
            if (operation.sign == sign) {
                return operation;
            }
        }
        throw new IllegalArgumentException("'" + sign + "' is not one of + - * /");
    }

    /** The sign between the operands, as it is written in questions and equations. */
    public char sign() {
        return sign;
    }

    /** Whether the operands may change places. */
    public boolean commutes() {
        return this == ADD || this == MULTIPLY;
    }

    /** 1 for sums and differences, 2 for products and quotients, which bind more tightly. */
    int precedence() {
        return precedence;
    }

    /** The result; a quotient must be exact. */
    public int apply(int left, int right) {
        return switch (this) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> {
                if (right == 0 || left % right != 0) {
                    throw new ArithmeticException(left + " / " + right + " is not a whole number");
                }
                yield left / right;
            }
        };
    }
}
