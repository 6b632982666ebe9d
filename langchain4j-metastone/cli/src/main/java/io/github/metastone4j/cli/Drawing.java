package io.github.metastone4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks at a recorder about ten times a second and has a view show it; at the end once more, so that nothing is missing. */
final class Drawing {

    private static final long PERIOD_MS = 100;

    private final ProgressRecorder recorder;
    private final View view;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread thread = new Thread(this::draw, "drawing");

    Drawing(ProgressRecorder recorder, View view) {
        this.recorder = recorder;
        this.view = view;
        thread.setDaemon(true);
        thread.start();
    }

    private void draw() {
        try (view) {
            boolean last;
            do {
                view.show(recorder.progress());
                last = finished.await(PERIOD_MS, TimeUnit.MILLISECONDS);
            } while (!last);
            view.show(recorder.progress());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows the last moment, and waits until it is shown. */
    void end() {
        finished.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
