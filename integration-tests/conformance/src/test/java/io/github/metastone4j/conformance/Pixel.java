package io.github.metastone4j.conformance;

import dev.langchain4j.data.image.Image;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/** A picture of one pixel. The suite would download one of a cat. */
final class Pixel {

    private static final String RESOURCE = "/pixel.png";

    private Pixel() {}

    static String url() {
        return String.valueOf(Pixel.class.getResource(RESOURCE));
    }

    static Image image() {
        try (InputStream png = Pixel.class.getResourceAsStream(RESOURCE)) {
            return Image.builder()
                    .base64Data(Base64.getEncoder().encodeToString(png.readAllBytes()))
                    .mimeType("image/png")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
