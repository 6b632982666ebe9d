package io.github.metastone4j.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a step, or the prompt, in the tree of what has been thought. */
final class Node {

    private static final int PROMPT = -1;

    /** The trajectory whose text ends here, or once did; -1 for the prompt. */
    final int trajectory;

    private final @Nullable Node parent;
    private final List<Node> children = new ArrayList<>();
    private int open; // nodes from here on that can be expanded
    private int visits;
    private double total;

    private Node(@Nullable Node parent, int trajectory) {
        this.parent = parent;
        this.trajectory = trajectory;
    }

    /** The prompt. */
    static Node root() {
        return new Node(null, PROMPT);
    }

    /**
     * A new node beneath this one.
     *
     * @param value which counts for all nodes above it as well
     * @param thought whether the thinking has ended there, so that nothing can follow
     */
    Node add(int childsTrajectory, double value, boolean thought) {
        var child = new Node(this, childsTrajectory);
        children.add(child);
        for (Node node = child; node != null; node = node.parent) {
            node.visits++;
            node.total += value;
            node.open += thought ? 0 : 1;
        }
        return child;
    }

    /** Begins its expansion, of which there is one. */
    void expand() {
        for (Node node = this; node != null; node = node.parent) {
            node.open--;
        }
    }

    /** The node to expand next: there must be one. */
    Node select(double exploration) {
        Node node = this;
        while (!node.children.isEmpty()) {
            node = node.children.stream()
                    .filter(child -> child.open > 0)
                    .max(Comparator.comparingDouble(child -> child.bound(exploration))) // the first of equals
                    .orElseThrow();
        }
        return node;
    }

    /** How good it may be: the better its mean, and the less often it was looked at, the higher. */
    double bound(double exploration) {
        double among = parent == null ? visits : parent.visits;
        return total / visits + exploration * Math.sqrt(Math.log(among) / visits);
    }
}
