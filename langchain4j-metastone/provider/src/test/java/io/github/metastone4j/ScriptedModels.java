package io.github.metastone4j;

import io.github.metastone4j.checkpoint.Resources;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.ScriptedEngine;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Models whose trajectories are written beforehand, over the tiny tokenizer and a template that leaves thinking open. One
 * token is one byte, the hardest case for whoever puts text together.
 */
public final class ScriptedModels {

    private static final String TURN = "<|im_start|>assistant\n<think>";
    private static final String END = "<|im_end|>";

    private ScriptedModels() {}

    /**
     * A trajectory.
     *
     * @param thinking each paragraph of it is a step
     * @param score of each step
     */
    public record Line(String thinking, String answer, double score) {

        String text() {
            return thinking + "</think>" + answer + END;
        }
    }

    /** A model that writes one of the lines, at random, whatever it is asked. */
    public static ReflectiveModel model(Path folder, Line... lines) {
        return model(folder, prompt -> List.of(lines));
    }

    /** A model that writes one of the lines which a prompt calls for. */
    static ReflectiveModel model(Path folder, Function<String, List<Line>> script) {
        return ReflectiveModel.on(engine(script), options(folder));
    }

    static ScriptedEngine engine(Function<String, List<Line>> script) {
        return new ScriptedEngine(8192, new Script(script));
    }

    /** The text side of such models, in a new folder. */
    static ModelOptions options(Path folder) {
        Path written = ReflectiveModels.thinking(folder);
        ReflectiveModels.write(
                written.resolve("generation_config.json"),
                "{\"eos_token_id\": " + Script.tokenizer().idOf(END) + "}");
        return ModelOptions.of(written);
    }

    private static final class Script implements ScriptedEngine.Script {

        private final Function<String, List<Line>> script;
        private final Tokenizer tokenizer = tokenizer();
        private final int[] turn = tokenizer.encode(TURN);
        private final Map<String, int[]> encoded = new HashMap<>();

        Script(Function<String, List<Line>> script) {
            this.script = script;
        }

        static Tokenizer tokenizer() {
            return Tokenizer.load(Resources.folder("tiny-tokenizer"));
        }

        @Override
        public RowOutput next(int[] text, RowInput row) {
            int start = endOfPrompt(text);
            List<Line> lines = script.apply(tokenizer.decode(Arrays.copyOf(text, start), false));
            List<Line> possible =
                    lines.stream().filter(line -> startsWith(line, text, start)).toList();
            List<Line> open = possible.isEmpty() ? lines : possible;
            Line line = open.get((int) (row.uniform() * open.size()));
            int wanted = possible.isEmpty()
                    ? afterForced(line, tokenizer.decode(Arrays.copyOfRange(text, start, text.length), false))
                    : tokens(line.text())[text.length - start];
            int drawn = row.allowed().contains(wanted)
                    ? wanted
                    : IntStream.range(0, tokenizer.size())
                            .filter(row.allowed()::contains)
                            .findFirst()
                            .orElseThrow();
            return new RowOutput(drawn, -1, Math.log(line.score() / (1 - line.score())));
        }

        private int endOfPrompt(int[] text) {
            int start = text.length - turn.length;
            while (!Arrays.equals(text, start, start + turn.length, turn, 0, turn.length)) {
                start--;
            }
            return start + turn.length;
        }

        /** Encoded once: a line is looked at for every token of every trajectory. */
        private int[] tokens(String text) {
            return encoded.computeIfAbsent(text, tokenizer::encode);
        }

        private boolean startsWith(Line line, int[] text, int start) {
            int[] whole = tokens(line.text());
            int written = text.length - start;
            return written < whole.length && Arrays.equals(whole, 0, written, text, start, text.length);
        }

        /** Where something was forced that the line doesn't have, its answer follows, less what stands there already. */
        private int afterForced(Line line, String written) {
            String answer = line.answer();
            int common = answer.length();
            while (!written.endsWith(answer.substring(0, common))) {
                common--;
            }
            return tokens(answer.substring(common) + END)[0];
        }
    }
}
