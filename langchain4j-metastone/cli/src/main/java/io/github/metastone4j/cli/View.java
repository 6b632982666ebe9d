package io.github.metastone4j.cli;

/** Shows how a request goes on. Used by one thread. */
interface View extends AutoCloseable {

    /** What has changed since the last moment shown. */
    void show(Progress progress);

    /** Leaves the terminal as it was found. */
    @Override
    void close();
}
