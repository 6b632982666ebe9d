package io.github.metastone4j.cli;

import java.util.List;

/**
 * One of the things that are held against the reference, over all cases.
 *
 * @param name as people call it
 * @param values how many were compared
 * @param largest the largest absolute difference; for tokens and positions, how many are not equal
 * @param tolerance the largest that passes
 * @param where the largest was found; empty if there is none
 */
record Quantity(String name, int values, double largest, double tolerance, String where) {

    static Quantity none(String name, double tolerance) {
        return new Quantity(name, 0, 0, tolerance, "");
    }

    /** Not a number never passes. */
    boolean passes() {
        return largest <= tolerance;
    }

    /** With the numbers of one more case. */
    Quantity with(String place, double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            return with(
                    actual.length,
                    Double.POSITIVE_INFINITY,
                    place + ": " + actual.length + " values instead of " + expected.length);
        }
        Quantity result = new Quantity(name, values + actual.length, largest, tolerance, where);
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            if (!(difference <= result.largest) && !Double.isNaN(result.largest)) {
                String found = place + ", number " + (i + 1) + ": " + actual[i] + " instead of " + expected[i];
                result = new Quantity(name, result.values, difference, tolerance, found);
            }
        }
        return result;
    }

    /** With the tokens or positions of one more case. */
    Quantity with(String place, List<Integer> actual, List<Integer> expected) {
        int unequal = Math.abs(actual.size() - expected.size());
        int first = unequal > 0 ? Math.min(actual.size(), expected.size()) : -1;
        for (int i = Math.min(actual.size(), expected.size()) - 1; i >= 0; i--) {
            if (!actual.get(i).equals(expected.get(i))) {
                unequal++;
                first = i;
            }
        }
        String found = where.isEmpty() && first >= 0 ? place + ", from number " + (first + 1) + " on" : where;
        return new Quantity(name, values + expected.size(), largest + unequal, tolerance, found);
    }

    private Quantity with(int more, double difference, String found) {
        return new Quantity(name, values + more, difference, tolerance, found);
    }
}
