package io.github.metastone4j;

import io.github.metastone4j.chat.Resources;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.ScriptedEngine;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
        private final List<Integer> turn = boxed(tokenizer.encode(TURN));

        Script(Function<String, List<Line>> script) {
            this.script = script;
        }

        static Tokenizer tokenizer() {
            return Tokenizer.load(Resources.folder("tiny-tokenizer"));
        }

        @Override
        public RowOutput next(int[] text, RowInput row) {
            List<Integer> tokens = boxed(text);
            int start = Collections.lastIndexOfSubList(tokens, turn) + turn.size();
            List<Integer> written = tokens.subList(start, tokens.size());
            List<Line> lines = script.apply(tokenizer.decode(Arrays.copyOf(text, start), false));
            List<Line> possible =
                    lines.stream().filter(line -> startsWith(line, written)).toList();
            List<Line> open = possible.isEmpty() ? lines : possible;
            Line line = open.get((int) (row.uniform() * open.size()));
            int wanted = possible.isEmpty()
                    ? afterForced(line, tokenizer.decode(Arrays.copyOfRange(text, start, text.length), false))
                    : tokenizer.encode(line.text())[written.size()];
            int drawn = row.allowed().contains(wanted)
                    ? wanted
                    : IntStream.range(0, tokenizer.size())
                            .filter(row.allowed()::contains)
                            .findFirst()
                            .orElseThrow();
            return new RowOutput(drawn, -1, Math.log(line.score() / (1 - line.score())));
        }

        private boolean startsWith(Line line, List<Integer> written) {
            List<Integer> whole = boxed(tokenizer.encode(line.text()));
            return written.size() < whole.size()
                    && whole.subList(0, written.size()).equals(written);
        }

        /** Where something was forced that the line doesn't have, its answer follows, less what stands there already. */
        private int afterForced(Line line, String written) {
            String answer = line.answer();
            int common = answer.length();
            while (!written.endsWith(answer.substring(0, common))) {
                common--;
            }
            return tokenizer.encode(answer.substring(common) + END)[0];
        }

        private static List<Integer> boxed(int[] ids) {
            return IntStream.of(ids).boxed().toList();
        }
    }
}
