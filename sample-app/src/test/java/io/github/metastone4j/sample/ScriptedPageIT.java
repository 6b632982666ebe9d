package io.github.metastone4j.sample;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ScriptedModel.Profile.class)
class ScriptedPageIT {

    @TestHTTPResource
    URI application;

    @Test
    void the_page_does_in_a_browser_what_scripted_test_js_says() throws Exception {
        BrowserTests.run(application, "scripted.test.js");
    }
}
