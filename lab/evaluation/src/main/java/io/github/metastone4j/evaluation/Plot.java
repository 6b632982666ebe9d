package io.github.metastone4j.evaluation;

/** A drawing, readable on light ground and on dark. */
public interface Plot {

    /** As a standalone SVG document. */
    String svg();

    /**
     * As a PNG image on transparent ground, drawn with the fonts of the machine.
     *
     * @throws IllegalStateException if this Java cannot draw: it lacks the module {@code java.desktop}, or the machine fonts
     */
    byte[] png();
}
