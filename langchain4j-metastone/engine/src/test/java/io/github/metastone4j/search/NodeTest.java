package io.github.metastone4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The tree's numbers, worked out by hand. */
class NodeTest {

    private final Node root = Node.root();

    @Test
    void aValueCountsForAllNodesAbove() {
        Node good = root.add(0, 0.8, false);
        Node other = root.add(1, 0.6, false);
        good.expand();
        good.add(0, 0.2, false);
        good.add(2, 0.4, false);
        // (0.8 + 0.2 + 0.4) / 3 + sqrt(ln 4 / 3) and 0.6 / 1 + sqrt(ln 4 / 1)
        assertThat(good.bound(1)).isCloseTo(1.146445, within(1e-6));
        assertThat(other.bound(1)).isCloseTo(1.777410, within(1e-6));
    }

    @Test
    void whatWasSeldomVisitedIsPreferredTheMoreTheGreaterTheExploration() {
        Node good = root.add(0, 0.9, false);
        Node other = root.add(1, 0.5, false);
        good.expand();
        Node next = good.add(0, 0.9, false);
        good.add(2, 0.9, false);
        assertThat(root.select(0)).isSameAs(next);
        assertThat(root.select(0.5)).isSameAs(next); // 1.2399 to 1.0887
        assertThat(root.select(1)).isSameAs(other); // 1.5798 to 1.6774
    }

    @Test
    void whereNothingIsLeftToExpandNobodyGoes() {
        root.add(0, 1, true);
        Node good = root.add(1, 0.9, false);
        Node other = root.add(2, 0.1, false);
        assertThat(root.select(0)).isSameAs(good);
        good.expand();
        good.add(1, 1, true);
        assertThat(root.select(0)).isSameAs(other);
    }
}
