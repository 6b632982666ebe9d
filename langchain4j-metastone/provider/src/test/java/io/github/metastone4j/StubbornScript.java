package io.github.metastone4j;

import io.github.metastone4j.checkpoint.Resources;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.ScriptedEngine;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A model that wants to write one answer and nothing else. Where it may not go on with the next token of that, it leaves it
 * out; where it may not go on with any, it ends the answer, or ends sooner what it is in: of what is allowed it takes what
 * closes most.
 */
final class StubbornScript implements ScriptedEngine.Script {

    private static final String CLOSERS = "\"}]>/_tolca01:{nmesdyrgux,<";

    private final Tokenizer tokenizer = Tokenizer.load(Resources.folder("tiny-tokenizer"));
    private final int[] wanted;

    private StubbornScript(String answer) {
        wanted = tokenizer.encode("</think>" + answer + "<|im_end|>");
    }

    static ScriptedEngine engine(String answer) {
        return new ScriptedEngine(8192, new StubbornScript(answer));
    }

    @Override
    public RowOutput next(int[] text, RowInput row) {
        int start = IntStream.range(0, text.length)
                        .filter(i -> text[i] == tokenizer.idOf("<think>"))
                        .max()
                        .orElseThrow()
                + 1;
        int next = 0;
        for (int i = start; i < text.length; i++) {
            for (int j = next; j < wanted.length; j++) {
                if (wanted[j] == text[i]) {
                    next = j + 1;
                    break;
                }
            }
        }
        int token = IntStream.range(next, wanted.length)
                .map(i -> wanted[i])
                .filter(row.allowed()::contains)
                .findFirst()
                .orElseGet(() -> closing(row));
        return new RowOutput(token, -1, 0);
    }

    private int closing(RowInput row) {
        return IntStream.range(0, tokenizer.size())
                .filter(row.allowed()::contains)
                .boxed()
                .min(Comparator.comparingInt(id -> {
                    int place = CLOSERS.indexOf(tokenizer.textOf(id).charAt(0));
                    return tokenizer.textOf(id).length() > 1 || place < 0 ? CLOSERS.length() : place;
                }))
                .orElseThrow();
    }
}
