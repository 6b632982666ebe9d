package io.github.metastone4j.grading;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A line of the table of hand-made cases, {@code cases.txt}. */
record GradedCase(boolean right, String expected, String given) {

    static List<GradedCase> all() throws IOException {
        try (InputStream table = GradedCase.class.getResourceAsStream("cases.txt")) {
            return new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(GradedCase::of)
                    .toList();
        }
    }

    private static GradedCase of(String line) {
        String[] columns = line.split(" {2,}");
        if (columns.length != 3 || !(columns[0].equals("right") || columns[0].equals("wrong"))) {
            throw new IllegalArgumentException("'" + line + "' is no case; it needs right or wrong and two answers");
        }
        return new GradedCase(columns[0].equals("right"), columns[1], columns[2].equals("(nothing)") ? "" : columns[2]);
    }
}
