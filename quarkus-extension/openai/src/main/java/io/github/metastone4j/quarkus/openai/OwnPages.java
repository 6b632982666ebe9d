package io.github.metastone4j.quarkus.openai;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets no page of another site use {@code /v1} through the browser of somebody who sits at this machine: neither by a request
 * across sites, which needs no permission as long as nothing is read, nor under a name of its own that leads here. Which other
 * sites may is said by {@code quarkus.http.cors}: where that is on, Quarkus itself refuses the rest.
 */
@Singleton
public class OwnPages {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    // Asked for with each request: filters are made before Quarkus has put its own defaults there.
    private final Provider<String> host;
    private final Provider<Boolean> cors;

    OwnPages(
            @ConfigProperty(name = "quarkus.http.host") Provider<String> host,
            @ConfigProperty(name = "quarkus.http.cors.enabled") Provider<Boolean> cors) {
        this.host = host;
        this.cors = cors;
    }

    /** Answers for the resource if the request comes from elsewhere. */
    @OpenAiApi
    @ServerRequestFilter
    public @Nullable Response check(RoutingContext http) {
        String objection = objection(http.request());
        return objection == null
                ? null
                : ApiException.refused(403, "forbidden", objection).response();
    }

    /** Why a request, of whatever path, comes neither from this application's own page nor from a program; null if it does. */
    public @Nullable String objection(HttpServerRequest request) {
        HostAndPort named = request.authority();
        if (!cors.get() && !isOwnPage(request, named)) {
            return "the request comes from a page of another site; this server answers its own page alone";
        }
        if (named != null
                && LOCAL.contains(host.get())
                && !LOCAL.contains(named.host().toLowerCase(Locale.ROOT))) {
            return "the server is called " + named
                    + " here, but it is open to this machine only; call it localhost, let a proxy before it do so, or set"
                    + " QUARKUS_HTTP_HOST to be open to others";
        }
        return null;
    }

    /** Browsers say it themselves, but not over plain HTTP to another machine; who is no browser says neither. */
    private static boolean isOwnPage(HttpServerRequest request, @Nullable HostAndPort named) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin == null || (named != null && authority(origin).equalsIgnoreCase(named.toString()));
    }

    /** {@code http://localhost:8080} without its scheme. */
    private static String authority(String origin) {
        return origin.substring(origin.indexOf("//") < 0 ? 0 : origin.indexOf("//") + 2);
    }
}
