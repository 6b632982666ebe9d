package io.github.metastone4j.quarkus.deployment;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnknownDeviceTest extends BadConfiguration {

    @RegisterExtension
    static final QuarkusUnitTest APP = refused("device", "tpu", "use auto, cpu, cuda:0");
}
