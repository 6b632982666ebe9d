package io.github.metastone4j.nano;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.metastone4j.training.TrainingText;
import java.util.Iterator;
import java.util.SplittableRandom;

/** Training problems with one solution each, as token ids: an endless stream, the same for the same seed. */
final class NanoTexts implements Iterator<TrainingText> {

    private final NanoProblems problems;
    private final SplittableRandom random;
    private final HuggingFaceTokenizer tokenizer;

    NanoTexts(HuggingFaceTokenizer tokenizer, long seed) {
        this.tokenizer = tokenizer;
        this.problems = NanoProblems.training(seed);
        this.random = new SplittableRandom(seed);
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public TrainingText next() {
        NanoExample example = NanoExample.of(problems.next(), random);
        long[] prompt = tokenizer.encode(example.prompt()).getIds();
        long[] completion = tokenizer.encode(example.completion()).getIds();
        var ids = new int[prompt.length + completion.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) (i < prompt.length ? prompt[i] : completion[i - prompt.length]);
        }
        return TrainingText.imitated(ids, prompt.length);
    }
}
