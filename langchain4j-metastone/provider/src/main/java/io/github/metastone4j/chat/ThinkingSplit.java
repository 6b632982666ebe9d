package io.github.metastone4j.chat;

import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A generated sequence taken apart: what the model thought and what it says. Neither holds a tag or a special token.
 *
 * @param thinking without the line breaks at its ends; null if the model did not think
 * @param text after thinking, without the line breaks at its beginning; empty if thinking never ended
 */
public record ThinkingSplit(@Nullable String thinking, String text) {

    /**
     * Splits at the think tags.
     *
     * <p>Thinking begins at the prompt's end if the prompt left it open, else at the first {@code <think>}, and ends at
     * the first {@code </think>} or, without one, with the sequence. A {@code </think>} that nothing opened closes what
     * stands before it: some models leave the opening tag out. Without any tag all is text.
     *
     * @param generated the ids after the prompt
     * @param tags null if the vocabulary has none
     * @param openedByPrompt see {@link ThinkTags#leftOpenBy}
     */
    public static ThinkingSplit of(
            int[] generated, @Nullable ThinkTags tags, boolean openedByPrompt, Tokenizer tokenizer) {
        int end = generated.length;
        int open = tags == null ? end : indexOf(tags.open(), generated);
        int close = tags == null ? end : indexOf(tags.close(), generated);
        if (tags == null || (!openedByPrompt && open == end && close == end)) {
            return new ThinkingSplit(null, tokenizer.decode(generated, true));
        }
        int begin = openedByPrompt || open > close ? 0 : open;
        String before = untagged(generated, 0, begin, tags, tokenizer);
        String thinking = untagged(generated, begin, close, tags, tokenizer);
        String after = untagged(generated, close, end, tags, tokenizer);
        return new ThinkingSplit(
                thinking.isBlank() ? null : thinking.replaceAll("^\\n+|\\n+$", ""),
                (before + after).replaceAll("^\\n+", ""));
    }

    private static int indexOf(int id, int[] ids) {
        return IntStream.range(0, ids.length)
                .filter(i -> ids[i] == id)
                .findFirst()
                .orElse(ids.length);
    }

    private static String untagged(int[] ids, int from, int to, ThinkTags tags, Tokenizer tokenizer) {
        int[] untagged = Arrays.stream(ids, from, to)
                .filter(id -> id != tags.open() && id != tags.close())
                .toArray();
        return tokenizer.decode(untagged, true);
    }
}
