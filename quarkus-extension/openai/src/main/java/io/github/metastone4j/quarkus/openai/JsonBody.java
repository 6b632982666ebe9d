package io.github.metastone4j.quarkus.openai;

import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses bodies of another type before they are read. */
public class JsonBody {

    /** On methods of the resource that read JSON. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface Required {}

    /** Answers for the resource if the body is said to be something else. */
    @Required
    @ServerRequestFilter
    public @Nullable Response check(ContainerRequestContext request) {
        String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
        return type == null || type.split(";", 2)[0].strip().equalsIgnoreCase(MediaType.APPLICATION_JSON)
                ? null
                : ApiException.refused(
                                415,
                                "unsupported_content_type",
                                "the body's type is " + type + "; it must be application/json")
                        .response();
    }
}
