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
    void the_page_does_in_a_browser_what_page_test_js_says() throws Exception {
        BrowserTests.run("page.test.js", application.toString().replaceAll("/$", ""));
    }
}
