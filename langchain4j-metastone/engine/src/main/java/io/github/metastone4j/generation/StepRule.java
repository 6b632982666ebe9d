package io.github.metastone4j.generation;

import java.util.BitSet;
import java.util.function.Predicate;

/** Where a reasoning step ends. */
public sealed interface StepRule {

    /** A step ends where one of these tokens stands: the published rule, with whichever tokens. */
    record StepTokens(BitSet ids) implements StepRule {

        /** At least one token must be a step token. */
        public StepTokens {
            ids = (BitSet) ids.clone();
            if (ids.isEmpty()) {
                throw new IllegalArgumentException(
                        "no token of this vocabulary ends a step by the rule given; choose another step rule");
            }
        }

        boolean contains(int token) {
            return ids.get(token);
        }
    }

    /** A step ends after every so many tokens of thinking, whatever they are. */
    record Windows(int tokens) implements StepRule {

        /** Windows have at least one token. */
        public Windows {
            if (tokens < 1) {
                throw new IllegalArgumentException("a window of " + tokens + " tokens; it must be at least 1");
            }
        }
    }

    /** The tokens, by id, whose text satisfies a condition. */
    static StepRule tokensWhere(Iterable<String> vocabulary, Predicate<String> condition) {
        var ids = new BitSet();
        int id = 0;
        for (String text : vocabulary) {
            if (condition.test(text)) {
                ids.set(id);
            }
            id++;
        }
        return new StepTokens(ids);
    }
}
