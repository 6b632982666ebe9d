package io.github.metastone4j.search;

import io.github.metastone4j.generation.GenerationRequest;

/** In how many ways a trajectory goes on. */
final class Expansion {

    private Expansion() {}

    static void require(int expansion) {
        if (expansion < 2 || expansion > GenerationRequest.MAX_TRAJECTORIES) {
            throw new IllegalArgumentException("expansion is " + expansion + "; it must be between 2 and "
                    + GenerationRequest.MAX_TRAJECTORIES + ", or there is nothing to search among");
        }
    }
}
