package io.github.metastone4j.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BoundedTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void work_runs_on_a_daemon_of_its_own() throws Exception {
        Thread thread = new Bounded("test", 1).call(Thread::currentThread, LONG);

        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread).isNotSameAs(Thread.currentThread());
    }

    @Test
    void work_that_takes_too_long_is_interrupted_and_gives_its_place_back() throws Exception {
        var bounded = new Bounded("test", 1);

        assertThatThrownBy(() -> bounded.call(() -> end.await(1, TimeUnit.DAYS), SHORT))
                .isInstanceOf(TimeoutException.class);

        assertThat(bounded.call(() -> 1, LONG)).isEqualTo(1);
    }

    @Test
    void work_that_heeds_no_interruption_keeps_its_place_and_takes_no_other() throws Exception {
        var bounded = new Bounded("test", 2);

        assertThatThrownBy(() -> bounded.call(this::stubborn, SHORT)).isInstanceOf(TimeoutException.class);
        assertThat(bounded.call(() -> 1, LONG)).isEqualTo(1);
        assertThatThrownBy(() -> bounded.call(this::stubborn, SHORT)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> bounded.call(() -> 1, SHORT)).isInstanceOf(TimeoutException.class);

        end.countDown();
        assertThat(bounded.call(() -> 1, LONG)).isEqualTo(1);
    }

    @Test
    void failures_are_those_of_the_work_whatever_they_are() {
        assertThatThrownBy(() -> new Bounded("test", 1)
                        .call(
                                () -> {
                                    throw new StackOverflowError();
                                },
                                LONG))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void a_caller_who_is_interrupted_hears_so_and_stays_interrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> new Bounded("test", 1).call(() -> 1, LONG)).isInstanceOf(IllegalStateException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    private boolean stubborn() {
        while (true) {
            try {
                return end.await(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                // Goes on, as a library may that looks at nothing.
            }
        }
    }
}
