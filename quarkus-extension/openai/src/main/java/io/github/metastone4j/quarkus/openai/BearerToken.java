package io.github.metastone4j.quarkus.openai;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets nobody use {@code /v1} who does not know the key, where one is configured: {@code metastone.api-key}. */
public class BearerToken {

    private static final String SCHEME = "Bearer ";

    /** Where it is configured. */
    public static final String KEY = "metastone.api-key";

    @Inject
    @ConfigProperty(name = KEY)
    Optional<String> key;

    /** Answers for the resource if the key is missing or wrong. */
    @OpenAiApi
    @ServerRequestFilter
    public @Nullable Response check(ContainerRequestContext request) {
        return key.isEmpty() || matches(request.getHeaderString(HttpHeaders.AUTHORIZATION), key.get())
                ? null
                : ApiException.unauthorized().response();
    }

    /** Takes the same time wherever the two differ. */
    private static boolean matches(@Nullable String header, String key) {
        return header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8),
                        key.getBytes(StandardCharsets.UTF_8));
    }
}
