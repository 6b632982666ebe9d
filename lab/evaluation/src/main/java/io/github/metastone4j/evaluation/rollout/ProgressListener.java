package io.github.metastone4j.evaluation.rollout;

/** Watches a long run. */
@FunctionalInterface
public interface ProgressListener {

    /**
     * Something has got further.
     *
     * @param what is being done, such as {@code sampling}
     * @param done of it
     * @param of how much there is
     * @param detail how it goes; may be empty
     */
    void report(String what, long done, long of, String detail);
}
