package io.github.metastone4j.evaluation;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/** A PNG image, two pixels wide and high for each of the SVG document. */
final class PngCanvas implements Canvas {

    private static final int SCALE = 2;

    private final BufferedImage image;
    private final Graphics2D graphics;

    PngCanvas(int width, int height) {
        image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_ARGB);
        graphics = image.createGraphics();
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    byte[] bytes() {
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void rule(Spot from, Spot to, double opacity) {
        paint(LineChart.NEUTRAL, opacity);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(path(List.of(from, to)));
    }

    @Override
    public void curve(List<Spot> spots, String colour, double width, boolean dashed) {
        paint(colour, 1);
        float[] dashes = dashed ? new float[] {5, 4} : null;
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
        graphics.draw(path(spots));
    }

    @Override
    public void area(List<Spot> spots, String colour) {
        paint(colour, LineChart.SHADE);
        Path2D path = path(spots);
        path.closePath();
        graphics.fill(path);
    }

    @Override
    public void dot(Spot at, String colour) {
        paint(colour, 1);
        double radius = LineChart.DOT;
        graphics.fill(new Ellipse2D.Double(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(Spot at, Anchor anchor, String colour, String text) {
        paint(colour, 1);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
        double shift = anchor == Anchor.START ? 0 : anchor == Anchor.MIDDLE ? width / 2 : width;
        graphics.drawString(text, (float) (at.x() - shift), (float) at.y());
    }

    @Override
    public void heading(Spot at, String text) {
        paint(LineChart.NEUTRAL, 1);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        graphics.drawString(text, (float) at.x(), (float) at.y());
    }

    private void paint(String colour, double opacity) {
        graphics.setColor(Color.decode(colour));
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
    }

    private static Path2D path(List<Spot> spots) {
        Path2D path = new Path2D.Double();
        path.moveTo(spots.get(0).x(), spots.get(0).y());
        spots.forEach(spot -> path.lineTo(spot.x(), spot.y()));
        return path;
    }
}
