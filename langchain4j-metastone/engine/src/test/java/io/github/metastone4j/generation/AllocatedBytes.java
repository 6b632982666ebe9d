package io.github.metastone4j.generation;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What work costs, counted and not timed: the bytes that it makes on the heap. Text that is copied shows in it. */
public final class AllocatedBytes {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    /** The bytes of one run, after another that has loaded what is loaded once. */
    public static long of(Runnable work) {
        work.run();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
