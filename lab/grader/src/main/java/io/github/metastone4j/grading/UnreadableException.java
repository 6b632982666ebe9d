package io.github.metastone4j.grading;

/** An answer is no mathematics that the parser knows. It is then compared as words, so nobody outside hears of this. */
final class UnreadableException extends RuntimeException {

    UnreadableException(String message) {
        super(message, null, false, false);
    }
}
