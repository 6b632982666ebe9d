package io.github.metastone4j.jinja;

/** A template is not valid, meets a value that it cannot handle, exceeds its limits, or raises an exception itself. */
public final class JinjaException extends RuntimeException {

    private final int line;

    public JinjaException(String message) {
        this(message, 0);
    }

    JinjaException(String message, int line) {
        super(message);
        this.line = line;
    }

    /** The line of the template, from 1; 0 if unknown. */
    public int line() {
        return line;
    }

    /** This failure, placed at a line unless it has already been placed at an inner one. */
    JinjaException at(int line) {
        if (this.line > 0) {
            return this;
        }
        JinjaException placed = new JinjaException(getMessage(), line);
        placed.initCause(this);
        return placed;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
