package io.github.metastone4j.evaluation;

import java.util.List;
import java.util.Locale;

/** An SVG document. */
final class SvgCanvas implements Canvas {

    private final StringBuilder svg = new StringBuilder();

    SvgCanvas(int width, int height, String title) {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"", width, height);
        add(" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"%s\">\n", LineChart.NEUTRAL);
        add("<title>%s</title>\n", escaped(title));
    }

    String document() {
        return svg + "</svg>\n";
    }

    @Override
    public void rule(Spot from, Spot to, double opacity) {
        add(
                "<path d=\"%s\" stroke=\"%s\" stroke-opacity=\"%s\"/>\n",
                path(List.of(from, to)), LineChart.NEUTRAL, opacity);
    }

    @Override
    public void curve(List<Spot> spots, String colour, double width, boolean dashed) {
        add(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>\n",
                path(spots), colour, width, dashed ? " stroke-dasharray=\"5 4\"" : "");
    }

    @Override
    public void area(List<Spot> spots, String colour) {
        add("<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"%s\"/>\n", path(spots), colour, LineChart.SHADE);
    }

    @Override
    public void dot(Spot at, String colour) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" fill=\"%s\"/>\n", at.x(), at.y(), LineChart.DOT, colour);
    }

    @Override
    public void text(Spot at, Anchor anchor, String colour, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\"%s%s>%s</text>\n",
                at.x(),
                at.y(),
                anchor == Anchor.START ? "" : " text-anchor=\"" + anchor.name().toLowerCase(Locale.ROOT) + "\"",
                colour.equals(LineChart.NEUTRAL) ? "" : " fill=\"" + colour + "\"",
                escaped(text));
    }

    @Override
    public void heading(Spot at, String text) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"15\" font-weight=\"600\">%s</text>\n",
                at.x(), at.y(), escaped(text));
    }

    private static String path(List<Spot> spots) {
        StringBuilder path = new StringBuilder();
        for (Spot spot : spots) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.length() == 0 ? "M" : "L", spot.x(), spot.y()));
        }
        return path.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
