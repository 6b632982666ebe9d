package io.github.metastone4j.evaluation;

import java.util.List;

/** What charts are drawn on. Lengths are in pixels of the SVG document, from the top left corner. */
interface Canvas {

    /** Where a text lies beside its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A point. */
    record Spot(double x, double y) {}

    /** A thin line of the axes. */
    void rule(Spot from, Spot to, double opacity);

    /** A line through points. */
    void curve(List<Spot> spots, String colour, double width, boolean dashed);

    /** Light ground within points. */
    void area(List<Spot> spots, String colour);

    void dot(Spot at, String colour);

    void text(Spot at, Anchor anchor, String colour, String text);

    /** Larger, and bold. */
    void heading(Spot at, String text);
}
