package io.github.metastone4j.nano.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A text with slots. {@code {a}} is a number of the scene; {@code {fruit}} is a word drawn from a list, {@code {fruit:2}} its
 * second form, {@code {fruit2}} another word of the same list, and {@code {Fruit}} begins a sentence. {@code {=}}, the equation, and
 * {@code {answer}} are left for the writer of the solution.
 */
final class Phrase {

    private interface Part {
        void write(Scene scene, StringBuilder text);
    }

    private final List<Part> parts = new ArrayList<>();

    Phrase(String source, Map<String, List<List<String>>> lists) {
        int at = 0;
        while (at < source.length()) {
            int open = source.indexOf('{', at);
            int end = open < 0 ? source.length() : open;
            String literal = source.substring(at, end);
            parts.add((scene, text) -> text.append(literal));
            if (open < 0) {
                return;
            }
            int close = source.indexOf('}', open);
            parts.add(slot(source.substring(open + 1, close), lists));
            at = close + 1;
        }
    }

    private static Part slot(String slot, Map<String, List<List<String>>> lists) {
        if (slot.equals("=") || slot.equals("answer")) {
            return (scene, text) -> text.append('{').append(slot).append('}');
        }
        if (slot.length() == 1) {
            char letter = slot.charAt(0);
            return (scene, text) -> text.append(scene.number(letter));
        }
        boolean capital = Character.isUpperCase(slot.charAt(0));
        String[] keyAndForm = slot.toLowerCase(Locale.ROOT).split(":", 2);
        String key = keyAndForm[0];
        int form = keyAndForm.length == 1 ? 0 : Integer.parseInt(keyAndForm[1]) - 1;
        List<List<String>> words = lists.get(key.replaceAll("\\d", ""));
        if (words == null) {
            throw new IllegalArgumentException("'{" + slot + "}' names no list of words");
        }
        return (scene, text) -> {
            int start = text.length();
            text.append(scene.word(key, words).get(form));
            if (capital) {
                text.setCharAt(start, Character.toUpperCase(text.charAt(start)));
            }
        };
    }

    /** The text with the scene's numbers and words in the slots. */
    String in(Scene scene) {
        StringBuilder text = new StringBuilder(64);
        for (Part part : parts) {
            part.write(scene, text);
        }
        return text.toString();
    }
}
