package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import io.github.metastone4j.chat.ToolCallFormat;
import io.github.metastone4j.chat.ToolCallGuides;
import io.github.metastone4j.checkpoint.Resources;
import io.github.metastone4j.generation.AllocatedBytes;
import io.github.metastone4j.generation.AnswerRule;
import io.github.metastone4j.kernel.AllowedTokens;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GuidedAnswerTest {

    private static Tokenizer tokenizer;

    @BeforeAll
    static void load() {
        tokenizer = Tokenizer.load(Resources.folder("tiny-tokenizer"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static AnswerRule rule(List<String> openings, String... stops) {
        return GuidedAnswer.of(openings, List.of(stops), tokenizer, null);
    }

    private static AnswerRule after(AnswerRule rule, int[] answer) {
        AnswerRule rest = rule;
        for (int token : answer) {
            rest = rest.after(token);
        }
        return rest;
    }

    private static Set<Integer> allowed(AnswerRule rule, int[] answer) {
        AllowedTokens allowed = after(rule, answer).allowed();
        return allowed == AllowedTokens.ALL
                ? Set.of()
                : IntStream.range(0, tokenizer.size())
                        .filter(allowed::contains)
                        .boxed()
                        .collect(Collectors.toSet());
    }

    @Test
    void nothingIsAskedOfAnAnswerWithoutOpeningsAndStops() {
        assertThat(rule(List.of())).isSameAs(AnswerRule.FREE);
    }

    @Test
    void whoeverFollowsWhatIsAllowedWritesOneOfTheOpeningsAndIsFreeThen() {
        List<String> openings = List.of("{\"name\": \"add\",", "{\"name\": \"addAll\",", "{\"name\": \"now\",");
        AnswerRule rule = rule(openings);
        Set<String> written = new HashSet<>();
        List<int[]> open = new ArrayList<>(List.of(new int[0]));
        while (!open.isEmpty()) {
            int[] answer = open.remove(open.size() - 1);
            Set<Integer> next = allowed(rule, answer);
            if (next.isEmpty()) {
                written.add(tokenizer.decode(answer, false));
            }
            for (int token : next) {
                int[] longer = Arrays.copyOf(answer, answer.length + 1);
                longer[answer.length] = token;
                open.add(longer);
            }
        }
        // With or without the empty line that models put behind their thinking.
        List<String> expected = new ArrayList<>(openings);
        openings.forEach(opening -> expected.add("\n\n" + opening));
        assertThat(written).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void behindAnOpeningAndOffTheTrackAnythingGoes() {
        AnswerRule rule = rule(List.of("{\"a\":"));
        assertThat(allowed(rule, tokenizer.encode("{\"a\": 1"))).isEmpty();
        assertThat(allowed(rule, tokenizer.encode("Hello"))).isEmpty();
        assertThat(allowed(rule, tokenizer.encode("{"))).isNotEmpty();
    }

    @Test
    void anAnswerEndsWithTheTokenThatCompletesAStopSequence() {
        AnswerRule rule = rule(List.of(), "World", "\uD83C\uDFB1!");
        for (String text : List.of("Hello World", "World", "So: \uD83C\uDFB1! And on")) {
            int[] tokens = tokenizer.encode(text);
            int first = IntStream.rangeClosed(1, tokens.length)
                    .filter(length -> after(rule, Arrays.copyOf(tokens, length)).isOver())
                    .findFirst()
                    .orElseThrow();
            String end = tokenizer.decode(Arrays.copyOf(tokens, first), false);
            String before = tokenizer.decode(Arrays.copyOf(tokens, first - 1), false);
            assertThat(end.contains("World") || end.contains("\uD83C\uDFB1!")).isTrue();
            assertThat(before).doesNotContain("World", "\uD83C\uDFB1!");
        }
        int[] none = tokenizer.encode("Wor ld \uD83C\uDFB1");
        assertThat(IntStream.rangeClosed(1, none.length))
                .noneMatch(length -> after(rule, Arrays.copyOf(none, length)).isOver());
    }

    private static AnswerRule ruleWithTools() {
        var guide = new ToolCallGuides(tokenizer, Set.of(), tokenizer.size())
                .guide(
                        ToolCallFormat.TAGGED,
                        List.of(ToolSpecification.builder().name("now").build()));
        return GuidedAnswer.of(List.of(), List.of("World"), tokenizer, guide);
    }

    /** Writes answers token by token, each in its turn. */
    private static void write(AnswerRule rule, int answers, int length) {
        int[] text = tokenizer.encode("so it goes on ");
        List<AnswerRule> rests = new ArrayList<>(Collections.nCopies(answers, rule));
        for (int i = 0; i < length; i++) {
            int token = text[i % text.length];
            rests.replaceAll(rest -> rest.after(token));
            for (AnswerRule rest : rests) {
                if (rest.isOver() || !rest.allowed().contains(token)) {
                    throw new AssertionError("the answer may not go on");
                }
            }
        }
    }

    @Test
    void whatATokenCostsDoesNotGrowWithTheAnswer() {
        AnswerRule rule = ruleWithTools();
        long hundred = AllocatedBytes.of(() -> write(rule, 1, 100));
        long thousand = AllocatedBytes.of(() -> write(rule, 1, 1000));
        assertThat(thousand).isLessThan(15 * hundred);
    }

    @Test
    void threeHundredAnswersCostThreeHundredTimesOne() {
        AnswerRule rule = ruleWithTools();
        long one = AllocatedBytes.of(() -> write(rule, 1, 200));
        long threeHundred = AllocatedBytes.of(() -> write(rule, 300, 200));
        assertThat(threeHundred).isLessThan(400 * one);
    }
}
