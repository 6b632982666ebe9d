package io.github.metastone4j.it;

import org.junit.jupiter.api.Tag;

/** The same of twice as many problems. */
@Tag("slow")
class MoreProblemsIT extends NanoModelIT {

    @Override
    int problems() {
        return 120;
    }
}
