package io.github.metastone4j.evaluation.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemsTest {

    @TempDir
    Path folder;

    @Test
    void fieldsAreFoundByTheNamesGivenAndNumbersAreAnswersToo() throws IOException {
        Path file = file(
                "{\"q\": \"2 + 3?\", \"a\": 5}\n\n{\"q\": \"a third?\", \"a\": \"\\\\frac{1}{3}\", \"level\": 2}\n");
        assertThat(Problems.read(file, "q", "a"))
                .containsExactly(new Problem("2 + 3?", "5"), new Problem("a third?", "\\frac{1}{3}"));
    }

    @Test
    void everyBadLineIsNamed() throws IOException {
        Path file = file("{\"question\": \"2 + 3?\", \"answer\": \"5\"}\n{\"question\": \"why?\"}\nno JSON\n[1]\n"
                + "{\"question\": \" \", \"answer\": 1}\n{\"question\": \"x\", \"answer\": {}}\n");
        assertThatThrownBy(() -> Problems.read(file, "question", "answer"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2 has no 'answer'; line 3 is not JSON; line 4 has no 'question';"
                        + " line 5 has no 'question'; line 6 has no 'answer'");
    }

    @Test
    void aFileWithoutProblemsIsRefused() throws IOException {
        assertThatThrownBy(() -> Problems.read(file("\n \n"), "question", "answer"))
                .hasMessageContaining("has no problems");
        assertThatThrownBy(() -> Problems.read(folder.resolve("none"), "question", "answer"))
                .hasMessageContaining("is the path right?");
        assertThatThrownBy(() -> Problems.split(List.of(new Problem("one", "1"))))
                .hasMessageContaining("0 problems to learn from and 1 held out");
    }

    @Test
    void theLastTenthIsHeldOut() {
        List<Problem> all = IntStream.range(0, 25)
                .mapToObj(i -> new Problem("question " + i, "" + i))
                .toList();
        Problems split = Problems.split(all);
        assertThat(split.training()).isEqualTo(all.subList(0, 23));
        assertThat(split.heldOut()).isEqualTo(all.subList(23, 25));
    }

    @Test
    void whatIsHeldOutIsNotLearntFrom() {
        Problem known = new Problem("1 + 1?", "2");
        Problem other = new Problem("1 + 2?", "3");
        assertThat(new Problems(List.of(other, known, other), List.of(known)).training())
                .containsExactly(other);
    }

    @Test
    void aQuestionWithTwoAnswersIsRefusedWhateverSideItIsOn() {
        List<Problem> one = List.of(new Problem("a half?", "0.5"), new Problem("2?", "2"));
        assertThat(new Problems(one, List.of(new Problem("a half?", "\\frac{1}{2}"))).training())
                .hasSize(1);
        assertThatThrownBy(() -> new Problems(one, List.of(new Problem("a half? ", "2"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a half?' is there with two answers, '2' and '0.5'");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("problems.jsonl"), text);
    }
}
