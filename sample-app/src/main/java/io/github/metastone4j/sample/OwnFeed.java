package io.github.metastone4j.sample;

import io.github.metastone4j.quarkus.openai.OwnPages;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Lets no page of another site use the feed, as {@link OwnPages} lets none use {@code /v1}. */
public class OwnFeed {

    /** Behind that of {@code /v1}, which is the first to answer there, and does so in its own form. */
    private static final int LATER = Priorities.USER + 1;

    @Inject
    OwnPages pages;

    /** Answers for the resource if the request comes from elsewhere. */
    @ServerRequestFilter(priority = LATER)
    public @Nullable Response check(RoutingContext http) {
        String objection = pages.objection(http.request());
        return objection == null ? null : Refusals.response(403, objection);
    }
}
