package io.github.metastone4j.quarkus.it;

import io.github.metastone4j.ReflectionListener;
import org.jboss.logging.Logger;

/** Logs every step with its score. */
final class StepLogger implements ReflectionListener {

    private static final Logger log = Logger.getLogger(StepLogger.class);

    @Override
    public void onStep(int trajectory, String text, double score) {
        log.debugf("trajectory %d: %.3f %s", (Object) trajectory, score, text);
    }
}
