package io.github.metastone4j.sample;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets no page of another site use this server through the browser of somebody who sits at this machine: neither by a request
 * across sites, which needs no permission as long as nothing is read, nor under a name of its own that leads here.
 */
public class OwnPages {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    @Inject
    @ConfigProperty(name = "quarkus.http.host")
    String host;

    /** Answers for the resource if the request comes from elsewhere. */
    @ServerRequestFilter
    public @Nullable Response check(ContainerRequestContext request) {
        String named = request.getHeaderString(HttpHeaders.HOST);
        String origin = request.getHeaderString("Origin");
        if ("cross-site".equals(request.getHeaderString("Sec-Fetch-Site"))
                || (origin != null && !authority(origin).equalsIgnoreCase(named))) {
            return refused(
                    request, "the request comes from a page of another site; this server answers its own page alone");
        }
        if (named != null && isLocal(host) && !isLocal(named)) {
            return refused(
                    request,
                    "the server is called " + named
                            + " here, but it is open to this machine only; call it localhost, or set QUARKUS_HTTP_HOST");
        }
        return null;
    }

    private static Response refused(ContainerRequestContext request, String message) {
        return Refusals.response(request.getUriInfo().getPath(), 403, "forbidden", message);
    }

    /** {@code http://localhost:8080} without its scheme. */
    private static String authority(String origin) {
        return origin.substring(origin.indexOf("//") < 0 ? 0 : origin.indexOf("//") + 2);
    }

    /** Whether a name, with a port or without, is this machine's own. */
    private static boolean isLocal(String authority) {
        return LOCAL.contains(authority.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT));
    }
}
