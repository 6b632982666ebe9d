package io.github.metastone4j.cli;

/** What can be drawn with: colours or none, Unicode or ASCII. Colours follow a score from red over yellow to green. */
public record Ink(boolean colours, boolean unicode) {

    private static final String ESCAPE = "\u001b[";
    private static final String RESET = ESCAPE + "0m";

    /** Steps of the 256-colour palette that read on light and dark ground. */
    private static final int[] RAMP = {160, 166, 172, 178, 142, 106, 70, 34};

    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String DIGITS = "0123456789";

    public String bold(String text) {
        return styled("1", text);
    }

    public String dim(String text) {
        return styled("2", text);
    }

    public String scored(double score, String text) {
        return styled("38;5;" + RAMP[level(score, RAMP.length)], text);
    }

    private String styled(String style, String text) {
        return colours && !text.isEmpty() ? ESCAPE + style + "m" + text + RESET : text;
    }

    /** One character as high as the score; in ASCII its first decimal. */
    public String bar(double score) {
        String levels = unicode ? BLOCKS : DIGITS;
        return String.valueOf(levels.charAt(level(score, levels.length())));
    }

    public String marker() {
        return unicode ? "▸" : ">";
    }

    public String ellipsis() {
        return unicode ? "…" : "~";
    }

    public String dot() {
        return unicode ? " · " : ", ";
    }

    public String rule(int width) {
        return (unicode ? "─" : "-").repeat(width);
    }

    private static int level(double score, int levels) {
        return Math.max(0, Math.min(levels - 1, (int) (score * levels)));
    }
}
