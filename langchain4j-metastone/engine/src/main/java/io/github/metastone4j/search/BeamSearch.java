package io.github.metastone4j.search;

import io.github.metastone4j.selection.Aggregator;

/**
 * Beam search over steps, as in Snell et al. 2024 (arXiv 2408.03314, section 5.2): k trajectories begin. Whenever all have ended
 * a step, the best k / M of them by running score are kept and go on in M ways each, so that k think again; the others
 * are stopped. Those that have thought to their end are candidates and leave the beam, which is so much narrower from then on.
 *
 * <p>Where the beam's width is no multiple of M, the share that is kept is rounded up. Ties go to the first. With an M of at least
 * the width only the best goes on. Once {@value io.github.metastone4j.generation.GenerationRequest#MAX_TRAJECTORIES}
 * trajectories have been there, those that think go on alone.
 *
 * @param expansion M, in how many ways each that is kept goes on; 2 to 4096. In the paper 4
 */
public record BeamSearch(int expansion) implements StepSearch {

    /** In four ways, as in the paper. */
    public static final BeamSearch STANDARD = new BeamSearch(4);

    public BeamSearch {
        Expansion.require(expansion);
    }

    @Override
    public SearchRun begin(int width, Aggregator aggregator) {
        return new BeamRun(expansion, new RunningScore(aggregator));
    }
}
