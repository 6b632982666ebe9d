package io.github.metastone4j.sample;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PageIT {

    @TestHTTPResource
    URI application;

    @Test
    void the_page_does_in_a_browser_what_page_test_js_and_looks_test_js_say() throws Exception {
        BrowserTests.run(application, "page.test.js", "looks.test.js");
    }
}
