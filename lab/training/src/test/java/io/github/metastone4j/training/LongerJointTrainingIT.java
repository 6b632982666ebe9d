package io.github.metastone4j.training;

import org.junit.jupiter.api.Tag;

/** The same of a run twice as long. */
@Tag("slow")
class LongerJointTrainingIT extends JointTrainingIT {

    @Override
    int iterations() {
        return 12;
    }
}
