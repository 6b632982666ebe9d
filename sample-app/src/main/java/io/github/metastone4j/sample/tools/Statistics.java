package io.github.metastone4j.sample.tools;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known of some numbers, exactly; only roots are rounded. */
final class Statistics {

    private static final int MAX_NUMBERS = 1000;

    private final List<Fraction> sorted;

    private Statistics(List<Fraction> sorted) {
        this.sorted = sorted;
    }

    /**
     * Reads numbers with commas, semicolons or spaces between them.
     *
     * @throws IllegalArgumentException if there are none, too many, or one is no number
     */
    static Statistics of(String numbers) {
        List<Fraction> sorted = Stream.of(numbers.split("[\\s,;\\[\\]]+"))
                .filter(number -> !number.isEmpty())
                .limit(MAX_NUMBERS + 1L)
                .map(Fraction::parse)
                .sorted()
                .toList();
        if (sorted.isEmpty() || sorted.size() > MAX_NUMBERS) {
            throw new IllegalArgumentException(
                    "there must be 1 to " + MAX_NUMBERS + " numbers, with commas between them, such as 3, 5, 8");
        }
        return new Statistics(sorted);
    }

    /**
     * One of them.
     *
     * @param what count, sum, mean, median, mode, min, max, range, variance or deviation; the last two of the whole population
     * @throws IllegalArgumentException if it is none of these
     */
    String get(String what) {
        Fraction count = Fraction.of(sorted.size());
        Fraction first = sorted.get(0);
        Fraction last = sorted.get(sorted.size() - 1);
        return switch (what.strip().toLowerCase(Locale.ROOT)) {
            case "count" -> count.toString();
            case "sum", "total" -> sum().toDecimal();
            case "mean", "average" -> sum().dividedBy(count).toDecimal();
            case "median" -> median().toDecimal();
            case "mode" -> mode();
            case "min", "minimum" -> first.toDecimal();
            case "max", "maximum" -> last.toDecimal();
            case "range" -> last.minus(first).toDecimal();
            case "variance" -> variance().toDecimal();
            case "deviation", "standard deviation", "stddev" -> root(variance());
            default ->
                throw new IllegalArgumentException("'" + what + "' is unknown; ask for count, sum, mean, median, mode,"
                        + " min, max, range, variance or deviation");
        };
    }

    private Fraction sum() {
        return sorted.stream().reduce(Fraction.ZERO, Fraction::plus);
    }

    private Fraction median() {
        int half = sorted.size() / 2;
        Fraction upper = sorted.get(half);
        return sorted.size() % 2 == 1 ? upper : upper.plus(sorted.get(half - 1)).dividedBy(Fraction.of(2));
    }

    private String mode() {
        Map<Fraction, Long> counts =
                sorted.stream().collect(Collectors.groupingBy(each -> each, LinkedHashMap::new, Collectors.counting()));
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(entry -> entry.getKey().toDecimal())
                .collect(Collectors.joining(", "));
    }

    private Fraction variance() {
        Fraction count = Fraction.of(sorted.size());
        Fraction mean = sum().dividedBy(count);
        return sorted.stream()
                .map(each -> each.minus(mean).power(2))
                .reduce(Fraction.ZERO, Fraction::plus)
                .dividedBy(count);
    }

    private static String root(Fraction square) {
        Fraction exact = square.root();
        if (exact != null) {
            return exact.toDecimal();
        }
        BigDecimal value = square.toBigDecimal(MathContext.DECIMAL64).sqrt(new MathContext(8));
        return "about " + value.stripTrailingZeros().toPlainString();
    }
}
