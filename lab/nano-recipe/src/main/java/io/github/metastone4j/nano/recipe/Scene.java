package io.github.metastone4j.nano.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The numbers and words of one story while it is told. The numbers x, y and z live as long as the story, the others as long as
 * their clause.
 */
final class Scene {

    private final @Nullable Term[] numbers = new @Nullable Term[26];
    private final Map<String, List<String>> words = new HashMap<>();
    private final RandomGenerator random;

    Scene(RandomGenerator random) {
        this.random = random;
    }

    RandomGenerator random() {
        return random;
    }

    @Nullable
    Term term(char letter) {
        return numbers[letter - 'a'];
    }

    void set(char letter, Term term) {
        numbers[letter - 'a'] = term;
    }

    /** The number behind a letter; every letter of a text has to be set by a formula before. */
    int number(char letter) {
        Term term = term(letter);
        if (term == null) {
            throw new IllegalStateException("the number '" + letter + "' is used in a text but set by no formula");
        }
        return term.value();
    }

    /** The word this story uses for a key, drawn at first use and different from the story's other words. */
    List<String> word(String key, List<List<String>> choices) {
        List<String> word = words.get(key);
        while (word == null) {
            List<String> drawn = choices.get(random.nextInt(choices.size()));
            if (!words.containsValue(drawn)) {
                words.put(key, drawn);
                word = drawn;
            }
        }
        return word;
    }

    /** Forgets the numbers of the last clause. */
    void beginClause() {
        Arrays.fill(numbers, 0, 'x' - 'a', null);
    }

    /** The state of the numbers, to come back to where a clause did not work out. */
    List<@Nullable Term> remember() {
        return new ArrayList<>(Arrays.asList(numbers));
    }

    void restore(List<@Nullable Term> remembered) {
        remembered.toArray(numbers);
    }
}
