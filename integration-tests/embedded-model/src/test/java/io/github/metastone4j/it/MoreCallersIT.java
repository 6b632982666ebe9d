package io.github.metastone4j.it;

import org.junit.jupiter.api.Tag;

/** The same with a crowd. */
@Tag("slow")
class MoreCallersIT extends NanoChatIT {

    @Override
    int callers() {
        return 16;
    }
}
