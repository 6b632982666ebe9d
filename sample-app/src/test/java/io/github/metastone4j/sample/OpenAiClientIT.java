package io.github.metastone4j.sample;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenAiClientIT {

    @TestHTTPResource
    URI application;

    @Test
    void openais_own_client_gets_what_openai_test_js_says() throws Exception {
        BrowserTests.run(application, "openai.test.js");
    }
}
