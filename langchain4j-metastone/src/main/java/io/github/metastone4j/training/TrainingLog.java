package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.kernel.BatchLoss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** One JSON line every so many updates, means over them, in a file that a resumed run goes on with; and a line to watch. */
final class TrainingLog {

    private static final int EVERY = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private long since = System.nanoTime();
    private long tokens;
    private double language;
    private double predicted;
    private int updates;

    TrainingLog(Path file) {
        this.file = file;
    }

    void policy(long update, BatchLoss loss, double rate, double norm) {
        tokens += loss.tokens();
        language += loss.language();
        predicted += loss.predicted();
        updates++;
        if (updates < EVERY) {
            return;
        }
        double seconds = (System.nanoTime() - since) / 1e9;
        ObjectNode line = JSON.createObjectNode();
        line.put("update", update);
        line.put("loss", language / updates);
        line.put("predicted", predicted / updates);
        line.put("learningRate", rate);
        line.put("gradientNorm", norm);
        line.put("learntTokensPerSecond", Math.round(tokens / seconds));
        append(line);
        System.out.printf(
                Locale.ROOT,
                "update %6d  loss %.4f  predicted %.3f  rate %.2e  %5.0f tokens/s%n",
                update,
                language / updates,
                predicted / updates,
                rate,
                tokens / seconds);
        since = System.nanoTime();
        tokens = 0;
        language = 0;
        predicted = 0;
        updates = 0;
    }

    void append(ObjectNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
