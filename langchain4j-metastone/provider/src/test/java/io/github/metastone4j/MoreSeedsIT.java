package io.github.metastone4j;

import org.junit.jupiter.api.Tag;

/** The same of three times as many seeds. */
@Tag("slow")
class MoreSeedsIT extends ToolCallsTest {

    @Override
    int seeds() {
        return 12;
    }
}
