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
    private int updates;
    private long tokens;
    private long steps;
    private double language;
    private double predicted;
    private double judged;
    private double agreement;

    TrainingLog(Path file) {
        this.file = file;
    }

    void policy(long update, BatchLoss loss, double rate, double norm) {
        if (!add(loss)) {
            return;
        }
        double perSecond = tokens / seconds();
        append(JSON.createObjectNode()
                .put("update", update)
                .put("loss", language / updates)
                .put("predicted", predicted / updates)
                .put("learningRate", rate)
                .put("gradientNorm", norm)
                .put("learntTokensPerSecond", Math.round(perSecond)));
        System.out.printf(
                Locale.ROOT,
                "update %6d  loss %.4f  predicted %.3f  rate %.2e  %5.0f tokens/s%n",
                update,
                language / updates,
                predicted / updates,
                rate,
                perSecond);
        reset();
    }

    void head(long update, long of, BatchLoss loss) {
        if (!add(loss)) {
            return;
        }
        append(JSON.createObjectNode()
                .put("update", update)
                .put("stepLoss", judged / updates)
                .put("agreement", agreement / updates)
                .put("loss", language / updates)
                .put("steps", steps));
        System.out.printf(
                Locale.ROOT,
                "update %6d of about %d  step loss %.4f  agreement %.3f  loss %.4f  %4.0f steps/s%n",
                update,
                of,
                judged / updates,
                agreement / updates,
                language / updates,
                steps / seconds());
        reset();
    }

    /** Whether enough has come together for a line. */
    private boolean add(BatchLoss loss) {
        updates++;
        tokens += loss.tokens();
        steps += loss.steps();
        language += loss.language();
        predicted += loss.predicted();
        judged += loss.judged();
        agreement += loss.agreement();
        return updates == EVERY;
    }

    private double seconds() {
        return (System.nanoTime() - since) / 1e9;
    }

    private void reset() {
        since = System.nanoTime();
        updates = 0;
        tokens = 0;
        steps = 0;
        language = 0;
        predicted = 0;
        judged = 0;
        agreement = 0;
    }

    private void append(ObjectNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the training log cannot be written to " + file, e);
        }
    }
}
