package io.github.metastone4j.quarkus.openai;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies that are larger than {@code quarkus.http.limits.max-body-size} before they are read, where they say how large
 * they are. Quarkus does so too, but without a word.
 */
@Singleton
public class BodySize {

    /** Ahead of Quarkus' own look at the size, and of the application's where it has one like this. */
    private static final int EARLY = 11;

    private final Optional<MemorySize> allowed;
    private final String path;

    BodySize(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") Optional<MemorySize> allowed,
            @ConfigProperty(name = "quarkus.http.root-path", defaultValue = "/") String root,
            @ConfigProperty(name = "quarkus.rest.path", defaultValue = "/") String resources) {
        this.allowed = allowed;
        this.path = ("/" + root + "/" + resources + "/v1").replaceAll("/+", "/");
    }

    void aheadOfAll(@Observes Filters filters) {
        allowed.ifPresent(size -> filters.register(http -> check(http, size.asLongValue()), EARLY));
    }

    private void check(RoutingContext http, long most) {
        String length = http.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || Long.parseLong(length) <= most || !isHere(http.normalizedPath())) {
            http.next();
            return;
        }
        if (http.request().version() != HttpVersion.HTTP_2) { // which has no such header
            http.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        http.response().setStatusCode(413).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        http.end(ApiJson.text(ApiException.refused(
                        413, "request_too_large", "the body has " + length + " bytes; " + most + " are allowed")
                .body()));
    }

    private boolean isHere(String asked) {
        return asked.equals(path) || asked.startsWith(path + "/");
    }
}
