package io.github.metastone4j.sample;

import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
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

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    @Inject
    @ConfigProperty(name = "quarkus.http.host")
    String host;

    /** Answers for the resource if the request comes from elsewhere. */
    @ServerRequestFilter
    public @Nullable Response check(ContainerRequestContext request, RoutingContext http) {
        HostAndPort named = http.request().authority();
        if (!isOwnPage(request, named)) {
            return refused(
                    request, "the request comes from a page of another site; this server answers its own page alone");
        }
        if (named != null
                && LOCAL.contains(host)
                && !LOCAL.contains(named.host().toLowerCase(Locale.ROOT))) {
            return refused(
                    request,
                    "the server is called " + named
                            + " here, but it is open to this machine only; call it localhost, let a proxy before it do so, or set"
                            + " QUARKUS_HTTP_HOST to be open to others");
        }
        return null;
    }

    /** Browsers say it themselves, but not over plain HTTP to another machine; who is no browser says neither. */
    private static boolean isOwnPage(ContainerRequestContext request, @Nullable HostAndPort named) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeaderString("Origin");
        return origin == null || (named != null && authority(origin).equalsIgnoreCase(named.toString()));
    }

    private static Response refused(ContainerRequestContext request, String message) {
        return Refusals.response(request.getUriInfo().getPath(), 403, "forbidden", message);
    }

    /** {@code http://localhost:8080} without its scheme. */
    private static String authority(String origin) {
        return origin.substring(origin.indexOf("//") < 0 ? 0 : origin.indexOf("//") + 2);
    }
}
