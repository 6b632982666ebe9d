package io.github.metastone4j.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * Cuts a growing text at the first stop sequence that is complete. A text's end that could be the beginning of one is
 * held back.
 */
final class StopSequences {

    private final List<Stop> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopSequences(List<String> sequences) {
        // A decoded text has no half surrogate pairs, so a sequence with one would match within a character only.
        this.stops = sequences.stream()
                .filter(sequence -> !sequence.isEmpty() && UTF_8.newEncoder().canEncode(sequence))
                .map(Stop::new)
                .toList();
    }

    boolean found() {
        return found;
    }

    /** Adds text and returns what is certainly before any stop sequence. */
    String append(String text) {
        int begun = 0;
        for (int i = 0; i < text.length() && !found; i++) {
            held.append(text.charAt(i));
            begun = accept(text.charAt(i));
        }
        if (text.isEmpty()) {
            return "";
        }
        return release(begun);
    }

    /** Ends the text: what is held back was none. */
    String finish() {
        return release(0);
    }

    /** Returns how many of the last characters begin a stop sequence; takes away those that are one. */
    private int accept(char c) {
        int begun = 0;
        int complete = 0;
        for (Stop stop : stops) {
            int matched = stop.accept(c);
            begun = Math.max(begun, matched);
            complete = Math.max(complete, matched == stop.sequence.length() ? matched : 0);
        }
        if (complete == 0) {
            return begun;
        }
        found = true;
        held.setLength(held.length() - complete);
        return 0;
    }

    private String release(int keep) {
        String text = held.substring(0, held.length() - keep);
        held.delete(0, text.length());
        return text;
    }

    /** One sequence and how much of it the text's end matches, followed as Knuth, Morris and Pratt do. */
    private static final class Stop {

        private final String sequence;

        /** For each length that matches: the next shorter one that does too. */
        private final int[] shorter;

        private int matched;

        Stop(String sequence) {
            this.sequence = sequence;
            this.shorter = new int[sequence.length() + 1];
            for (int i = 1; i < sequence.length(); i++) {
                shorter[i + 1] = extended(shorter[i], sequence.charAt(i));
            }
        }

        int accept(char c) {
            matched = extended(matched, c);
            return matched;
        }

        private int extended(int length, char c) {
            int longest = length;
            while (longest > 0 && sequence.charAt(longest) != c) {
                longest = shorter[longest];
            }
            return sequence.charAt(longest) == c ? longest + 1 : 0;
        }
    }
}
