package io.github.metastone4j.nano.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code stories.txt}, the situations of the word problems.
 *
 * <pre>
 * let fruit = apples/apple | pears/pear     a list of words, each in its forms
 * aside It is {a} degrees warm.             a sentence whose number has nothing to do with the question
 * story {Name:2}                            begins a situation and says how its subject is called again
 * often                                     the situation comes up several times as often as others
 * open {Name} has {a} bags of {b} {fruit}   how it may begin
 *      x = a * b : That is {=} {fruit}      ... and the step that this adds, with sentences that tell it
 * then gives {a} away                       what may happen next
 * ask  How many does {name} have?           how it may end; "ask-" fits only after something was taken away
 *      =&gt; {Name} has {answer} {fruit}.      ... and the sentence that answers
 * </pre>
 *
 * The answer is always x.
 */
final class StoryBook {

    private static final int OFTEN = 4;
    private static final Pattern COMPUTE = Pattern.compile("([a-z]) = (\\w+) ([-+*/]) (\\w+)(?: : (.*))?");
    private static final Pattern DRAW = Pattern.compile("([a-z]) = (\\d+)\\.\\.(\\d+)");

    private final Map<String, List<List<String>>> lists = new HashMap<>();
    private final List<Story> stories = new ArrayList<>();
    private final List<Clause> asides = new ArrayList<>();

    /** The book that is shipped. */
    static List<Story> read() {
        try (InputStream in = StoryBook.class.getResourceAsStream("stories.txt")) {
            if (in == null) {
                throw new IllegalStateException(
                        "the resource stories.txt is missing beside " + StoryBook.class.getName());
            }
            return new StoryBook(new String(in.readAllBytes(), StandardCharsets.UTF_8)).stories;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StoryBook(String text) {
        List<String> block = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                add(block);
                block.clear();
            }
            block.add(line.strip());
        }
        add(block);
    }

    /** Adds a line together with the indented lines below it. */
    private void add(List<String> block) {
        if (block.isEmpty()) {
            return;
        }
        String[] head = block.get(0).split("\\s+", 2);
        List<String> below = block.subList(1, block.size());
        switch (head[0]) {
            case "let" -> addList(head[1]);
            case "aside" -> asides.add(clause(head[1], false, below));
            case "story" -> stories.add(new Story(phrase(head[1]), asides));
            case "often" -> stories.addAll(Collections.nCopies(OFTEN - 1, story()));
            case "open" -> story().openings().add(clause(head[1], false, below));
            case "then" -> story().events().add(clause(head[1], false, below));
            case "ask" -> story().questions().add(clause(head[1], false, below));
            case "ask-" -> story().questions().add(clause(head[1], true, below));
            default -> throw new IllegalArgumentException("stories.txt: '" + head[0] + "' is no keyword");
        }
    }

    private void addList(String definition) {
        String[] nameAndWords = definition.split(" = ", 2);
        lists.put(
                nameAndWords[0],
                Arrays.stream(nameAndWords[1].split(" \\| ", -1))
                        .map(word -> List.of(word.split("/", -1)))
                        .toList());
    }

    private Story story() {
        return stories.get(stories.size() - 1);
    }

    private Clause clause(String text, boolean afterLoss, List<String> below) {
        List<Formula> formulas = new ArrayList<>();
        List<Phrase> replies = new ArrayList<>();
        for (String line : below) {
            if (line.startsWith("=> ")) {
                replies.addAll(phrases(line.substring(3)));
            } else {
                formulas.add(formula(line));
            }
        }
        return new Clause(phrase(text), text.endsWith("."), afterLoss, List.copyOf(formulas), List.copyOf(replies));
    }

    private Formula formula(String line) {
        Matcher draw = DRAW.matcher(line);
        if (draw.matches()) {
            return new Formula.Draw(
                    draw.group(1).charAt(0), Integer.parseInt(draw.group(2)), Integer.parseInt(draw.group(3)));
        }
        Matcher compute = COMPUTE.matcher(line);
        if (compute.matches()) {
            List<Phrase> sayings = compute.group(5) == null ? List.of() : phrases(compute.group(5));
            return new Formula.Compute(
                    compute.group(1).charAt(0),
                    compute.group(2),
                    Operation.of(compute.group(3).charAt(0)),
                    compute.group(4),
                    sayings);
        }
        throw new IllegalArgumentException("stories.txt: '" + line + "' is no formula");
    }

    private List<Phrase> phrases(String alternatives) {
        return Arrays.stream(alternatives.split(" \\| ", -1)).map(this::phrase).toList();
    }

    private Phrase phrase(String text) {
        return new Phrase(text, lists);
    }
}
