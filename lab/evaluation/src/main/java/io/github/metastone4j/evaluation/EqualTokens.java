package io.github.metastone4j.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a family of ways would have given with as many tokens as another way took: on each problem, between the two of the family
 * that took the next fewer and the next more, by the logarithm of their tokens.
 */
final class EqualTokens {

    private final List<Way> ascending;

    EqualTokens(List<Way> family) {
        if (family.isEmpty()) {
            throw new IllegalArgumentException("there is no way to compare with; measure at least one of the baseline");
        }
        this.ascending =
                family.stream().sorted(Comparator.comparingDouble(Way::tokens)).toList();
    }

    /** On each problem, how much more a way gets right; null where the family took more or fewer tokens throughout. */
    double @Nullable [] gains(Way way) {
        int problems = ascending.get(0).outcomes().size();
        if (way.outcomes().size() != problems) {
            throw new IllegalArgumentException(way + " was tried on "
                    + way.outcomes().size() + " problems, the baseline on " + problems + "; try all on the same");
        }
        double tokens = way.tokens();
        for (int i = 0; i < ascending.size(); i++) {
            Way more = ascending.get(i);
            if (more.tokens() >= tokens) {
                Way fewer = ascending.get(Math.max(0, i - 1));
                return more.tokens() == tokens ? minus(way, more, more, 0) : i == 0 ? null : between(way, fewer, more);
            }
        }
        return null;
    }

    private static double[] between(Way way, Way fewer, Way more) {
        double share = Math.log(way.tokens() / fewer.tokens()) / Math.log(more.tokens() / fewer.tokens());
        return minus(way, fewer, more, share);
    }

    private static double[] minus(Way way, Way fewer, Way more, double share) {
        double[] own = way.accuracies();
        double[] low = fewer.accuracies();
        double[] high = more.accuracies();
        return IntStream.range(0, own.length)
                .mapToDouble(problem -> own[problem] - (1 - share) * low[problem] - share * high[problem])
                .toArray();
    }
}
