package io.github.metastone4j.nano.recipe;

import io.github.metastone4j.chat.ChatTemplate;
import io.github.metastone4j.tokenizer.Tokenizer;
import io.github.metastone4j.training.TrainingText;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * {@link Lessons} as token ids, written by the chat template that will serve: an endless stream, the same for the same seed. A turn that
 * the context does not hold is left out.
 */
final class NanoTexts implements Iterator<TrainingText> {

    private final Lessons lessons;
    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final int context;

    /**
     * The texts of a seed.
     *
     * @param context tokens of the longest text
     */
    NanoTexts(Tokenizer tokenizer, ChatTemplate template, int context, long seed) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.context = context;
        this.lessons = new Lessons(seed);
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public TrainingText next() {
        while (true) {
            Lesson lesson = lessons.next();
            int[] prompt = tokenizer.encode(prompt(lesson, template));
            int[] completion = tokenizer.encode(lesson.completion());
            if (prompt.length + completion.length <= context) {
                int[] ids = IntStream.concat(Arrays.stream(prompt), Arrays.stream(completion))
                        .toArray();
                return TrainingText.imitated(ids, prompt.length);
            }
        }
    }

    static String prompt(Lesson lesson, ChatTemplate template) {
        return template.render(lesson.messages(), lesson.tools(), true, Map.of());
    }
}
