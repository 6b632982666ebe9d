package io.github.metastone4j.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NativeImageTest {

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withEmptyApplication()
            .overrideConfigKey("quarkus.native.enabled", "true")
            .overrideConfigKey("quarkus.package.jar.enabled", "false")
            .assertException(failure -> assertThat(failure).hasStackTraceContaining("runs on a JVM only"));

    @Test
    void a_native_build_is_refused() {
        Assertions.fail("the application has started");
    }
}
