package io.github.metastone4j.nano;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.chat.Tokenizer;
import io.github.metastone4j.nano.Exercise.Entry;
import io.github.metastone4j.nano.Thinking.Piece;
import io.github.metastone4j.training.TrainingText;
import io.github.metastone4j.training.TrainingText.Label;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NanoPracticeTest {

    private static final Pattern EQUATION = Pattern.compile("(\\d+) ([-+*/]) (\\d+) = (\\d+)");

    @TempDir
    static Path folder;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void learn() throws IOException {
        NanoTokenizer.learn(NanoTokenizer.SEED).write(folder);
        tokenizer = Tokenizer.load(folder);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static List<TrainingText> take(int count, double drills, long seed) {
        return Stream.generate(new NanoPractice(tokenizer, drills, seed)::next)
                .limit(count)
                .toList();
    }

    private static String text(TrainingText text) {
        return tokenizer.decode(text.ids(), false);
    }

    @Test
    void the_same_seed_gives_the_same_exercises() {
        List<String> texts =
                take(50, 0.5, 3).stream().map(NanoPracticeTest::text).toList();
        assertThat(take(50, 0.5, 3).stream().map(NanoPracticeTest::text)).isEqualTo(texts);
        assertThat(take(50, 0.5, 4).stream().map(NanoPracticeTest::text)).isNotEqualTo(texts);
    }

    @Test
    void a_text_is_cut_into_the_very_tokens_that_the_model_would_read() {
        for (TrainingText text : take(300, 0.3, 1)) {
            assertThat(tokenizer.encode(text(text))).isEqualTo(text.ids());
        }
    }

    @Test
    void the_last_label_of_a_drills_line_tells_whether_its_equation_is_right() {
        int wrong = 0;
        int lines = 0;
        for (TrainingText text : take(200, 1, 2)) {
            List<Label> steps = stepLabels(text);
            Matcher equation = EQUATION.matcher(text(text));
            for (Label label : steps) {
                assertThat(equation.find()).isTrue();
                assertThat(label.right()).as(equation.group()).isEqualTo(isRight(equation));
                wrong += label.right() ? 0 : 1;
                lines++;
            }
            assertThat(equation.find()).isFalse();
        }
        assertThat(wrong / (double) lines).isCloseTo(0.4, within(0.05));
    }

    @Test
    void every_digit_of_a_result_tells_whether_it_is_right_so_far() {
        for (TrainingText text : take(200, 1, 5)) {
            for (Label label : text.labels()) {
                String upTo = tokenizer.decode(Arrays.copyOf(text.ids(), label.position() + 1), false);
                Matcher equation =
                        Pattern.compile("(\\d+) ([-+*/]) (\\d+) = (\\d+)$").matcher(upTo);
                if (equation.find()) {
                    String truth =
                            Integer.toString(Operation.of(equation.group(2).charAt(0))
                                    .apply(Integer.parseInt(equation.group(1)), Integer.parseInt(equation.group(3))));
                    if (!truth.startsWith(equation.group(4))) {
                        assertThat(label.right()).as(upTo).isFalse();
                    } else if (truth.equals(equation.group(4))) {
                        assertThat(label.right() || !isEnd(text, label))
                                .as(upTo)
                                .isTrue();
                    }
                }
            }
        }
    }

    private static boolean isEnd(TrainingText text, Label label) {
        return !Character.isDigit(tokenizer
                .decode(new int[] {text.ids()[label.position() + 1]}, false)
                .charAt(0));
    }

    @Test
    void nobody_learns_to_write_a_wrong_result() {
        for (TrainingText text : take(300, 0.6, 7)) {
            List<Label> wrong =
                    text.labels().stream().filter(label -> !label.right()).toList();
            for (Label label : wrong) {
                String token = tokenizer.decode(new int[] {text.ids()[label.position()]}, false);
                if (Character.isDigit(token.charAt(0))) {
                    assertThat(text.learnt()[label.position()]).isFalse();
                }
            }
        }
    }

    @Test
    void what_follows_a_slip_is_computed_from_it_in_good_faith() {
        NanoProblems problems = NanoProblems.training(11);
        var random = new SplittableRandom(11);
        int sloppy = 0;
        for (int i = 0; i < 2000; i++) {
            Exercise exercise = Exercise.sloppy(problems.next().solution(), random);
            if (exercise != null) {
                for (Entry entry : exercise.entries()) {
                    if (entry.isRight()) {
                        assertThat(entry.line().value()).isEqualTo(entry.line().truth());
                    } else {
                        sloppy++;
                    }
                }
            }
        }
        assertThat(sloppy).isGreaterThan(500);
    }

    @Test
    void pieces_join_to_the_text_and_results_are_digits_only() {
        NanoProblems problems = NanoProblems.training(13);
        var random = new SplittableRandom(13);
        for (int i = 0; i < 300; i++) {
            Exercise exercise = Exercise.drill(problems, random);
            List<Piece> pieces = Thinking.write(exercise, random);
            assertThat(pieces.stream().filter(Piece::isResult))
                    .hasSameSizeAs(exercise.entries())
                    .allMatch(piece -> piece.text().chars().allMatch(Character::isDigit));
            assertThat(pieces.stream().map(Piece::text).collect(Collectors.joining()))
                    .endsWith(".\n\n");
        }
    }

    private static boolean isRight(Matcher equation) {
        int left = Integer.parseInt(equation.group(1));
        int right = Integer.parseInt(equation.group(3));
        return Operation.of(equation.group(2).charAt(0)).apply(left, right) == Integer.parseInt(equation.group(4));
    }

    /** Labels at positions that a step token follows. */
    private static List<Label> stepLabels(TrainingText text) {
        int end = tokenizer.encode(".\n\n")[0];
        List<Label> labels = new ArrayList<>();
        for (Label label : text.labels()) {
            if (text.ids()[label.position() + 1] == end) {
                labels.add(label);
            }
        }
        return labels;
    }
}
