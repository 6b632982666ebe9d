package io.github.metastone4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.ModelFamily;
import io.github.metastone4j.checkpoint.RotaryEmbedding;
import io.github.metastone4j.checkpoint.RotaryScaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables of docs/sizing.md, computed with the engine's own formulas. */
class SizingPageTest {

    private static final Path PAGE = Path.of("../../docs/sizing.md");

    private static final double GIB = 1L << 30;
    private static final int[] LENGTHS = {2048, 8192, 32768};
    private static final int[] TRAJECTORIES = {2, 8, 32};
    private static final int[] CARDS = {24, 40, 80, 141}; // GB, as they are sold: powers of ten
    private static final double RESERVE = 2 * GIB;
    private static final int MAX_ROWS = 64;

    /** As in the config.json files of DeepSeek-R1-Distill-Qwen-1.5B, -7B and QwQ-32B, whose shapes MetaStone-S1 has. */
    private static final Map<String, ModelConfig> MODELS = new LinkedHashMap<>();

    static {
        MODELS.put("1.5B", qwen2(151936, 1536, 8960, 28, 12, 2));
        MODELS.put("7B", qwen2(152064, 3584, 18944, 28, 28, 4));
        MODELS.put("32B", qwen2(152064, 5120, 27648, 64, 40, 8));
    }

    private static ModelConfig qwen2(int vocabulary, int hidden, int inner, int layers, int heads, int keyValueHeads) {
        return new ModelConfig(
                ModelFamily.QWEN2,
                vocabulary,
                hidden,
                inner,
                layers,
                heads,
                keyValueHeads,
                1e-6,
                131072,
                false,
                true,
                false,
                false,
                Dtype.BFLOAT16,
                List.of(),
                null,
                new RotaryEmbedding(hidden / heads, 10_000, new RotaryScaling.None()));
    }

    @Test
    void models_take_what_the_page_says() throws IOException {
        List<String> table = new ArrayList<>();
        table.add(line("", MODELS.keySet()));
        table.add("|---|---:|---:|---:|");
        table.add(row(
                "layers, key-value heads, head size",
                config -> config.layers() + ", " + config.keyValueHeads() + ", " + config.headDim()));
        table.add(row("parameters", config -> String.format(Locale.ROOT, "%,d", parameters(config))));
        table.add(row("weights", config -> gib(2 * parameters(config))));
        table.add(row("score head, float32", config -> String.format(Locale.ROOT, "%.2f", headBytes(config) / GIB)));
        table.add(row("one position of one row, bytes", config -> String.format(Locale.ROOT, "%,d", position(config))));

        assertThat(Files.readString(PAGE)).contains(String.join("\n", table));
    }

    @Test
    void rows_take_what_the_page_says() throws IOException {
        List<String> table = new ArrayList<>();
        table.add("| length | k | 1.5B | | | 7B | | | 32B | | |");
        table.add("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        for (int length : LENGTHS) {
            for (int k : TRAJECTORIES) {
                List<String> cells = new ArrayList<>();
                cells.add(String.format(Locale.ROOT, "%,d", length));
                cells.add(String.valueOf(k));
                for (ModelConfig config : MODELS.values()) {
                    cells.add(gib(k * length * position(config)));
                    cells.add(gib(fixed(config) + k * length * position(config)));
                    cells.add(gib(fixed(config) + peak(config, k, length)));
                }
                table.add("| " + String.join(" | ", cells) + " |");
            }
        }

        assertThat(Files.readString(PAGE)).contains(String.join("\n", table));
    }

    @Test
    void cards_hold_what_the_page_says() throws IOException {
        List<String> table = new ArrayList<>();
        table.add("| card | model | `max-cache-bytes` | rows of 2,048 | of 8,192 | of 32,768 |");
        table.add("|---:|---|---:|---:|---:|---:|");
        for (int card : CARDS) {
            MODELS.forEach((name, config) -> {
                double free = card * 1e9 - fixed(config) - RESERVE;
                List<String> cells = new ArrayList<>(List.of(card + " GB", name));
                if (free <= 0) {
                    cells.addAll(List.of("does not fit", "", "", ""));
                } else {
                    long limit = (long) Math.floor(free / 2.2 / GIB * 10) * (1L << 30) / 10;
                    cells.add(String.format(Locale.ROOT, "%.1f GiB", limit / GIB));
                    Arrays.stream(LENGTHS).forEach(length -> cells.add(rows(config, length, limit, free)));
                }
                table.add("| " + String.join(" | ", cells) + " |");
            });
        }

        assertThat(Files.readString(PAGE)).contains(String.join("\n", table));
    }

    @Test
    void the_rule_for_the_limit_covers_the_peak_of_as_many_rows_as_fit() {
        MODELS.values().forEach(config -> Arrays.stream(LENGTHS).forEach(length -> {
            long limit = MAX_ROWS * length * position(config);

            assertThat(peak(config, MAX_ROWS, length)).isLessThan((long) (2.2 * limit));
        }));
    }

    /** Rows of that length which the loop lets in at once; one always runs, if the device has room for it at all. */
    private static String rows(ModelConfig config, int length, long limit, double free) {
        long fitting = Math.min(MAX_ROWS, limit / (length * position(config)));
        if (fitting == 0 && peak(config, 1, length) <= free) {
            fitting = 1;
        }
        return fitting == 0 ? "none" : String.valueOf(fitting);
    }

    /**
     * The most that k rows can take: the cache has just grown, its last tensor exists twice, and all rows wait for the
     * choice outside it.
     */
    private static long peak(ModelConfig config, int k, int length) {
        long slots = (long) k * DeviceRowCache.capacity(length);
        long oneTensor = slots * config.keyValueHeads() * config.headDim() * Dtype.BFLOAT16.bytes();
        return slots * position(config) + oneTensor + k * length * position(config);
    }

    private static long position(ModelConfig config) {
        return Decoder.bytesPerPosition(config, Dtype.BFLOAT16);
    }

    private static long fixed(ModelConfig config) {
        return parameters(config) * Dtype.BFLOAT16.bytes() + headBytes(config);
    }

    private static long parameters(ModelConfig config) {
        return config.tensorShapes().values().stream()
                .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
                .sum();
    }

    private static long headBytes(ModelConfig config) {
        return WeightLayout.headShapes(config.hiddenSize()).stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact) * Dtype.FLOAT32.bytes())
                .sum();
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / GIB);
    }

    private interface Cell {
        String of(ModelConfig config);
    }

    private static String row(String name, Cell cell) {
        return line(name, MODELS.values().stream().map(cell::of).toList());
    }

    private static String line(String name, Collection<String> cells) {
        return "| " + name + " | " + String.join(" | ", cells) + " |";
    }
}
