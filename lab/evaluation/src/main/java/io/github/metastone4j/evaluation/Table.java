package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows of cells, the first of them the head, and the first cell of each the row's name.
 *
 * @param caption what stands above; may be empty
 */
record Table(String caption, List<List<String>> rows) {

    static final int WIDTH = 80;

    private static final String GAP = "  ";

    static <T> List<String> row(String name, List<T> columns, Function<T, String> cell) {
        return Stream.concat(Stream.of(name), columns.stream().map(cell)).toList();
    }

    /** Columns flush right, as many beside one another as a terminal holds; the others below them, with the names again. */
    String text() {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder(caption.isEmpty() ? "" : wrapped(caption) + "\n\n");
        List<Integer> columns = new ArrayList<>();
        int width = widths[0];
        for (int column = 1; column < widths.length; column++) {
            if (!columns.isEmpty() && width + GAP.length() + widths[column] > WIDTH) {
                text.append(aligned(columns, widths)).append('\n');
                columns.clear();
                width = widths[0];
            }
            columns.add(column);
            width += GAP.length() + widths[column];
        }
        return text.append(aligned(columns, widths)).toString();
    }

    private String aligned(List<Integer> columns, int[] widths) {
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(row.get(0) + padding(row.get(0), widths[0]));
            for (int column : columns) {
                line.append(GAP)
                        .append(padding(row.get(column), widths[column]))
                        .append(row.get(column));
            }
            table.append(line).append('\n');
            table.append(row == rows.get(0) ? "-".repeat(line.length()) + "\n" : "");
        }
        return table.toString();
    }

    private static String padding(String cell, int width) {
        return " ".repeat(width - cell.length());
    }

    String markdown() {
        String rule = "|---|" + "---:|".repeat(rows.get(0).size() - 1) + "\n";
        StringBuilder table = new StringBuilder(caption.isEmpty() ? "" : caption + "\n\n");
        for (List<String> row : rows) {
            table.append("| ").append(String.join(" | ", row)).append(" |\n").append(row == rows.get(0) ? rule : "");
        }
        return table.toString();
    }

    /** Lines of at most 80 characters, broken between words. */
    static String wrapped(String text) {
        StringBuilder wrapped = new StringBuilder();
        int used = 0;
        for (String word : Arrays.asList(text.split(" ", -1))) {
            boolean fits = used + 1 + word.length() <= WIDTH;
            wrapped.append(used == 0 ? "" : fits ? " " : "\n").append(word);
            used = used == 0 || !fits ? word.length() : used + 1 + word.length();
        }
        return wrapped.toString();
    }
}
