package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PageSecurityTest {

    private static final Pattern INLINE = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    @Test
    void the_only_inline_script_is_the_import_map_whose_hash_the_policy_names() throws Exception {
        Response page = given().get("/");
        Matcher inline = INLINE.matcher(page.asString());
        assertThat(inline.find()).isTrue();
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(inline.group(1).getBytes(StandardCharsets.UTF_8));

        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(hash) + "';")
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void nothing_is_loaded_from_elsewhere() {
        assertThat(given().get("/").asString()).doesNotContain("http://").doesNotContain("https://");
        for (String path :
                new String[] {"lit/index.js", "lit-html/lit-html.js", "reactive-element/reactive-element.js"}) {
            given().get("/_static/" + path).then().statusCode(200);
        }
    }
}
