package io.github.metastone4j.nano.recipe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What is not arithmetic, and a sentence that says so. Reads {@code smalltalk.txt}:
 *
 * <pre>
 * let city = Paris | Rome                     a list of words
 * ask Where is {city}? | Is {city} large?     things people say, alike in kind: every line is as likely as any other
 * think This is not about numbers.            a step of thinking
 * reply I can only compute.                   an answer
 * </pre>
 */
final class SmallTalk {

    private static final SmallTalk SHIPPED = read();

    private final List<List<Phrase>> questions = new ArrayList<>();
    private final List<String> thoughts = new ArrayList<>();
    private final List<String> replies = new ArrayList<>();

    private SmallTalk() {}

    private static SmallTalk read() {
        SmallTalk read = new SmallTalk();
        Map<String, List<List<String>>> lists = new HashMap<>();
        try (InputStream in = SmallTalk.class.getResourceAsStream("smalltalk.txt")) {
            if (in == null) {
                throw new IllegalStateException("smalltalk.txt is missing from the jar; is it built whole?");
            }
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> read.add(line, lists));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private void add(String line, Map<String, List<List<String>>> lists) {
        String[] parts = line.split(" ", 2);
        switch (parts[0]) {
            case "let" -> {
                String[] list = parts[1].split(" = ", 2);
                List<List<String>> words = new ArrayList<>();
                for (String word : list[1].split(" \\| ", -1)) {
                    words.add(List.of(word));
                }
                lists.put(list[0], words);
            }
            case "ask" -> {
                List<Phrase> alike = new ArrayList<>();
                for (String question : parts[1].split(" \\| ", -1)) {
                    alike.add(new Phrase(question, lists));
                }
                questions.add(alike);
            }
            case "think" -> thoughts.add(parts[1] + "\n\n");
            case "reply" -> replies.add(parts[1]);
            default ->
                throw new IllegalArgumentException(
                        "'" + line + "' in smalltalk.txt begins with none of let, ask, think and reply");
        }
    }

    /** Something somebody says, and how it is declined. */
    static Lesson draw(RandomGenerator random) {
        Phrase question = Sum.pick(Sum.pick(SHIPPED.questions, random), random);
        String asked = question.in(new Scene(random));
        return Lesson.of(
                asked.substring(0, 1).toUpperCase(Locale.ROOT) + asked.substring(1),
                Sum.pick(SHIPPED.thoughts, random),
                Sum.pick(SHIPPED.replies, random),
                "");
    }
}
