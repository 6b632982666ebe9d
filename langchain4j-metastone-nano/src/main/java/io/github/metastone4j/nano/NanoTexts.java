package io.github.metastone4j.nano;

import io.github.metastone4j.chat.Tokenizer;
import io.github.metastone4j.training.TrainingText;
import java.util.Arrays;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Training problems with one solution each, as token ids: an endless stream, the same for the same seed. */
final class NanoTexts implements Iterator<TrainingText> {

    private final NanoProblems problems;
    private final SplittableRandom random;
    private final Tokenizer tokenizer;

    NanoTexts(Tokenizer tokenizer, long seed) {
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
        int[] prompt = tokenizer.encode(example.prompt());
        int[] completion = tokenizer.encode(example.completion());
        int[] ids = IntStream.concat(Arrays.stream(prompt), Arrays.stream(completion))
                .toArray();
        return TrainingText.imitated(ids, prompt.length);
    }
}
