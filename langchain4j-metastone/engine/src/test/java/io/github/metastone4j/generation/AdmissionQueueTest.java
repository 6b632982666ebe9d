package io.github.metastone4j.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {

    private static final int INTERLEAVINGS = 200;

    private final AdmissionQueue<String> queue = new AdmissionQueue<>();

    @Test
    void what_is_added_is_taken_in_that_order_and_waits_until_it_leaves() {
        queue.add(List.of("a"), 2);
        queue.add(List.of("b", "c"), 3);

        assertThat(queue.take()).containsExactly("a", "b", "c");
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.waiting()).isEqualTo(3);
        queue.leave();
        assertThat(queue.waiting()).isEqualTo(2);
    }

    @Test
    void what_would_be_too_many_is_refused_whole() {
        queue.add(List.of("a"), 1);

        assertThatThrownBy(() -> queue.add(List.of("b", "c"), 2))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("2 requests wait for their turn already");
        queue.add(List.of("d"), 2);
        assertThat(queue.poll()).containsExactly("a", "d");
        assertThat(queue.waiting()).isEqualTo(2);
    }

    @Test
    void a_closed_queue_is_emptied_and_then_gives_nothing() {
        queue.add(List.of("a"), 1);
        queue.close();

        assertThatThrownBy(() -> queue.add(List.of("b"), 9)).isInstanceOf(ModelClosedException.class);
        assertThatThrownBy(queue::requireOpen).isInstanceOf(ModelClosedException.class);
        assertThat(queue.take()).containsExactly("a");
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void whatever_the_interleaving_what_is_not_refused_is_taken_and_the_loop_ends() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> new Meeting().run());
    }

    /** Who submits, a loop that ends when there is nothing more to take, and who closes; one may wait at a time. */
    private static final class Meeting {

        private final AdmissionQueue<String> queue = new AdmissionQueue<>();
        private final List<String> taken = new ArrayList<>(); // the loop's thread alone adds

        void run() {
            var loop = new Thread(this::takeUntilClosed);
            var closer = new Thread(queue::close);
            loop.start();
            closer.start();
            List<String> added = new ArrayList<>();
            for (String one : List.of("first", "second")) {
                if (isAdded(one)) {
                    added.add(one);
                }
            }
            join(loop);
            join(closer);
            if (!taken.equals(added) || queue.waiting() != 0) {
                throw new AssertionError(added + " was added, " + taken + " taken; " + queue.waiting() + " wait");
            }
        }

        private void takeUntilClosed() {
            for (List<String> next = queue.take(); !next.isEmpty(); next = queue.take()) {
                taken.addAll(next);
                next.forEach(one -> queue.leave());
            }
        }

        private boolean isAdded(String one) {
            try {
                queue.add(List.of(one), 1);
                return true;
            } catch (QueueFullException | ModelClosedException e) {
                return false;
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
