package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.training.kernel.BatchLoss;
import java.nio.file.Path;
import java.util.Locale;

/** One JSON line every so many updates, means over them, in a file that a resumed run goes on with; and a line to watch. */
final class TrainingLog {

    private static final int EVERY = 20;

    private final String name;
    private final MetricWriter writer;
    private long since = System.nanoTime();
    private int updates;
    private long tokens;
    private long steps;
    private double loss;
    private double predicted;
    private double stepLoss;
    private double agreement;
    private double selfScores;

    TrainingLog(String name, Path file) {
        this.name = name;
        this.writer = new MetricWriter(file);
    }

    /** Goes on behind so many updates. */
    void resume(long done) {
        writer.truncate("update", done);
        since = System.nanoTime();
    }

    void add(long update, long of, BatchLoss one, double rate, float[] norms) {
        updates++;
        tokens += one.tokens();
        steps += one.steps();
        loss += one.language();
        predicted += one.predicted();
        stepLoss += one.judged();
        agreement += one.agreement();
        selfScores += one.selfScores();
        if (update % EVERY != 0) {
            return;
        }
        double perSecond = tokens / ((System.nanoTime() - since) / 1e9);
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("update", update)
                .put("loss", loss / updates)
                .put("predicted", predicted / updates)
                .put("learningRate", rate)
                .put("gradientNorm", norms[0])
                .put("learntTokensPerSecond", Math.round(perSecond));
        if (steps > 0) {
            line.put("stepLoss", stepLoss / updates).put("agreement", agreement / updates);
        }
        if (selfScores > 0) {
            line.put("selfScores", selfScores / updates);
        }
        writer.append(line);
        System.out.printf(
                Locale.ROOT,
                "%s  update %,d of %,d  loss %.4f  predicted %.3f  %s%s%,.0f tokens/s%n",
                name,
                update,
                of,
                loss / updates,
                predicted / updates,
                selfScores > 0 ? String.format(Locale.ROOT, "token scores %.4f  ", selfScores / updates) : "",
                steps > 0
                        ? String.format(
                                Locale.ROOT,
                                "step loss %.4f  agreement %.3f  ",
                                stepLoss / updates,
                                agreement / updates)
                        : "",
                perSecond);
        since = System.nanoTime();
        updates = 0;
        tokens = 0;
        steps = 0;
        loss = 0;
        predicted = 0;
        stepLoss = 0;
        agreement = 0;
        selfScores = 0;
    }
}
