package io.github.metastone4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.RotaryEmbedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token at a time, with a cache, in whatever company: always what the whole text at once gives. */
class CachedDecodingTest {

    /** A continuation of a row: what each step drew, exactly. */
    private record Written(List<RowOutput> outputs) {
        int last() {
            return outputs.get(outputs.size() - 1).token();
        }
    }

    static Stream<Arguments> models() {
        return Golden.all()
                .flatMap(golden -> Stream.of(Dtype.FLOAT32, Dtype.BFLOAT16).map(dtype -> Arguments.of(golden, dtype)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyStepAnswersAsAFullPassOverTheFinishedTextDoes(Golden golden, Dtype dtype) {
        double tolerance = dtype == Dtype.FLOAT32 ? 1e-4 : 0.2;
        try (Decoder decoder = golden.decoder(dtype);
                RowCache cache = decoder.newCache()) {
            int[] prompt = prompt(9);
            Written written = alone(decoder, cache, prompt, 40);
            int[] text = text(prompt, written);
            Reading reading = decoder.read(text);
            for (int i = 0; i < written.outputs().size(); i++) {
                RowOutput output = written.outputs().get(i);
                int position = prompt.length - 1 + i;
                assertThat(output.logProbability())
                        .isCloseTo(reading.logProbability(position, output.token()), within(tolerance));
                assertThat(output.scoreLogit()).isCloseTo((double) reading.scoreLogits()[position], within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void rowsOfOneSharedPrefillEqualRowsThatPrefillForThemselves(Golden golden, Dtype dtype) {
        try (Decoder decoder = golden.decoder(dtype);
                RowCache shared = decoder.newCache();
                RowCache own = decoder.newCache()) {
            int[] prompt = prompt(21);
            int rows = 5;
            shared.reserve(rows, prompt.length + 1);
            own.reserve(rows, prompt.length + 1);
            try (Sequence sequence = decoder.prefill(prompt)) {
                shared.attach(sequence, 0, rows);
            }
            for (int i = 0; i < rows; i++) {
                try (Sequence sequence = decoder.prefill(prompt)) {
                    own.attach(sequence, i, i + 1);
                }
            }
            for (int step = 0; step < 12; step++) {
                int position = prompt.length + step;
                List<RowInput> inputs = IntStream.range(0, rows)
                        .mapToObj(i -> sampled(30 + i, position, (i + 0.5) / rows))
                        .toList();
                assertThat(shared.step(inputs)).containsExactly(own.step(inputs));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aPromptInChunksEqualsAPromptInOnePiece(Golden golden, Dtype dtype) {
        double tolerance = dtype == Dtype.FLOAT32 ? 1e-4 : 0.2;
        try (Decoder decoder = golden.decoder(dtype)) {
            int[] prompt = prompt(100);
            List<RowInput> first = List.of(sampled(0, 0, 0.1));
            try (Sequence whole = decoder.prefill(prompt);
                    Sequence chunks = decoder.prefill(prompt, 7);
                    Sequence tokens = decoder.prefill(prompt, 1)) {
                RowOutput expected = decoder.begin(whole, first)[0];
                for (Sequence sequence : List.of(chunks, tokens)) {
                    RowOutput actual = decoder.begin(sequence, first)[0];
                    assertThat(sequence.length()).isEqualTo(prompt.length);
                    if (dtype == Dtype.FLOAT32) { // in bfloat16 another token may be drawn
                        assertThat(actual.token()).isEqualTo(expected.token());
                        assertThat(actual.logProbability()).isCloseTo(expected.logProbability(), within(tolerance));
                    }
                    assertThat(actual.scoreLogit()).isCloseTo(expected.scoreLogit(), within(tolerance));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16"})
    void aPromptLongerThanAChunkEqualsAFullPass(Dtype dtype) {
        try (Decoder decoder = Golden.of("qwen3-bfloat16").decoder(dtype)) {
            int[] prompt = prompt(1100); // the loop keeps texts within 512 positions, the kernel doesn't care
            Reading reading = decoder.read(prompt);
            try (Sequence sequence = decoder.prefill(prompt)) {
                RowOutput output = decoder.begin(sequence, List.of(greedy(0, 0)))[0];
                assertThat(output.logProbability())
                        .isCloseTo(
                                reading.logProbability(prompt.length - 1, output.token()),
                                within(dtype == Dtype.FLOAT32 ? 1e-4 : 0.2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aRowIsBitForBitTheSameHoweverManyStandBesideItAndHoweverLongTheyAre(Golden golden, Dtype dtype) {
        try (Decoder decoder = golden.decoder(dtype)) {
            int[] prompt = prompt(20);
            Written alone = beside(decoder, prompt, 0, 0, 1);
            for (int others : new int[] {1, 2, 3, 4, 5, 6, 9, 16, 38}) {
                for (int slot : new int[] {0, others / 2, others}) {
                    assertThat(beside(decoder, prompt, slot, others, slot == 0 ? 150 : 3 + others))
                            .as("in slot %d beside %d others", slot, others)
                            .isEqualTo(alone);
                }
            }
        }
    }

    /** Libraries choose routines, and how they share sums among threads, by the sizes of matrices. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    void aRowOfAWideModelDoesNotHangOnWhoStandsBesideItEither(int threads) {
        assumeTrue(Processor.isX86(), "elsewhere float32 products are those of other libraries");
        var narrow = Golden.of("qwen2-float32").checkpoint().config();
        var wide = new ModelConfig(
                narrow.family(),
                2000,
                1536,
                4096,
                2,
                12,
                2,
                narrow.rmsNormEps(),
                narrow.maxPositionEmbeddings(),
                false,
                true,
                false,
                false,
                Dtype.FLOAT32,
                narrow.eosTokenIds(),
                narrow.bosTokenId(),
                new RotaryEmbedding(128, 10_000, narrow.rope().scaling()));
        try (Decoder decoder = Decoder.random(wide, Placement.parse(List.of("cpu")), Dtype.FLOAT32)) {
            Decoder.setThreads(threads);
            int[] prompt = prompt(20);
            Written alone = beside(decoder, prompt, 0, 0, 1);
            for (int others : new int[] {1, 7, 15, 31, 63}) {
                assertThat(beside(decoder, prompt, others / 2, others, 30))
                        .as("beside %d others", others)
                        .isEqualTo(alone);
            }
        } finally {
            Decoder.setThreads(1);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aRowDoesNotNoticeThatItIsMovedTakenOutAndPutBack(Golden golden, Dtype dtype) {
        try (Decoder decoder = golden.decoder(dtype);
                RowCache cache = decoder.newCache()) {
            int[] prompt = prompt(12);
            Written expected = alone(decoder, cache, prompt, 30);
            cache.clear();
            assertThat(cache.bytes()).isZero();

            List<RowOutput> outputs = new ArrayList<>();
            cache.reserve(3, prompt.length + 1);
            try (Sequence sequence = decoder.prefill(prompt)) {
                outputs.add(decoder.begin(sequence, List.of(sampled(0, 0, uniform(0))))[0]);
                cache.attach(sequence, 2, 3);
            }
            cache.move(2, 0, prompt.length);
            go(cache, outputs, prompt.length, 10);
            try (Sequence out = cache.detach(0, prompt.length + outputs.size() - 1)) {
                cache.clear();
                cache.reserve(1, 300);
                cache.attach(out, 0, 1);
            }
            go(cache, outputs, prompt.length, 20);
            cache.reserve(1, 900);
            go(cache, outputs, prompt.length, 30);
            assertThat(outputs).isEqualTo(expected.outputs());
        }
    }

    @Test
    void oneLongRowDoesNotGetTheRoomOfAllThatRanBesideIt() {
        try (Decoder decoder = Golden.of("qwen2-float32").decoder(Dtype.FLOAT32);
                RowCache cache = decoder.newCache()) {
            cache.reserve(64, 100);
            long many = cache.bytes();
            cache.reserve(1, 1000);
            assertThat(cache.bytes()).isLessThan(many).isGreaterThanOrEqualTo(1000 * decoder.bytesPerPosition());
            cache.reserve(64, 100);
            assertThat(cache.bytes()).isEqualTo(many);
        }
    }

    @Test
    void whatNoMemoryCanHoldIsRefusedAndTheCacheGoesOn() {
        try (Decoder decoder = Golden.of("qwen2-float32").decoder(Dtype.FLOAT32);
                RowCache cache = decoder.newCache()) {
            int[] prompt = prompt(12);
            Written expected = alone(decoder, cache, prompt, 8);
            assertThatThrownBy(() -> cache.reserve(1 << 24, 1 << 24))
                    .isInstanceOf(NativeException.class)
                    .hasMessageContaining("a cache of 16777216 rows");
            assertThat(alone(decoder, cache, prompt, 8)).isEqualTo(expected);
        }
    }

    /** The row in a slot among so many others of one length. */
    private static Written beside(Decoder decoder, int[] prompt, int slot, int others, int length) {
        try (RowCache cache = decoder.newCache();
                Sequence mine = decoder.prefill(prompt);
                Sequence theirs = decoder.prefill(prompt(length))) {
            List<RowOutput> outputs = new ArrayList<>();
            outputs.add(decoder.begin(mine, List.of(sampled(0, 0, uniform(0))))[0]);
            cache.reserve(1 + others, Math.max(prompt.length, length) + 1);
            cache.attach(theirs, 0, 1 + others);
            cache.attach(mine, slot, slot + 1);
            for (int i = 1; i < 20; i++) {
                List<RowInput> inputs = new ArrayList<>();
                for (int j = 0; j < others; j++) { // neighbours with settings of all kinds
                    inputs.add(new RowInput(
                            20 + j, length + i - 1, j % 3 * 0.7, j % 2 == 0 ? 1 : 0.5, j % 4 * 70, 1 + j % 2, 0.3));
                }
                inputs.add(slot, sampled(outputs.get(i - 1).token(), prompt.length + i - 1, uniform(i)));
                outputs.add(cache.step(inputs)[slot]);
            }
            return new Written(outputs);
        }
    }

    private static Written alone(Decoder decoder, RowCache cache, int[] prompt, int count) {
        List<RowOutput> outputs = new ArrayList<>();
        try (Sequence sequence = decoder.prefill(prompt)) {
            outputs.add(decoder.begin(sequence, List.of(sampled(0, 0, uniform(0))))[0]);
            cache.reserve(1, prompt.length + 1);
            cache.attach(sequence, 0, 1);
        }
        go(cache, outputs, prompt.length, count);
        return new Written(outputs);
    }

    private static void go(RowCache cache, List<RowOutput> outputs, int promptLength, int until) {
        while (outputs.size() < until) {
            int token = outputs.get(outputs.size() - 1).token();
            int position = promptLength + outputs.size() - 1;
            outputs.add(cache.step(List.of(sampled(token, position, uniform(outputs.size()))))[0]);
        }
    }

    private static int[] text(int[] prompt, Written written) {
        return IntStream.concat(
                        Arrays.stream(prompt), written.outputs().stream().mapToInt(RowOutput::token))
                .toArray();
    }

    static int[] prompt(int length) {
        return IntStream.range(0, length).map(i -> 8 + (i * 37 + i * i) % 300).toArray();
    }

    private static double uniform(int i) {
        return (i * 0.6180339887498949) % 1;
    }

    private static RowInput greedy(int token, int position) {
        return new RowInput(token, position, 0, 1, 0, 1, 0);
    }

    private static RowInput sampled(int token, int position, double uniform) {
        return new RowInput(token, position, 0.8, 0.95, 0, 1.1, uniform);
    }
}
