package io.github.metastone4j.chat;

/** A growing text without the whitespace at its ends: that at the end is held back until more follows. */
public final class StrippedText {

    private final StringBuilder whole = new StringBuilder();
    private final StringBuilder held = new StringBuilder();
    private boolean atStart = true;

    /** Adds a piece and returns what the text grows by, possibly nothing. */
    public String append(String piece) {
        String text = atStart ? piece.stripLeading() : piece;
        String solid = text.stripTrailing();
        String more = "";
        if (!solid.isEmpty()) {
            more = held + solid;
            whole.append(more);
            held.setLength(0);
            atStart = false;
        }
        held.append(text, solid.length(), text.length());
        return more;
    }

    /** Something else stands here: one line break, if any text follows, replaces the whitespace around it. */
    void breakLine() {
        held.setLength(0);
        if (!whole.isEmpty()) {
            held.append('\n');
        }
        atStart = true;
    }

    @Override
    public String toString() {
        return whole.toString();
    }
}
