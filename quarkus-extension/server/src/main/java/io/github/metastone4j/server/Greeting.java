package io.github.metastone4j.server;

import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.quarkus.openai.BearerToken;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says where everything is once it can be asked. */
@ApplicationScoped
public class Greeting {

    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "::1");
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

    private final ReflectiveModel model;
    private final boolean closed;

    Greeting(ReflectiveModel model, @ConfigProperty(name = BearerToken.KEY) Optional<String> key) {
        this.model = model;
        this.closed = key.isPresent();
    }

    void started(@ObservesAsync HttpServerStart server) {
        System.out.println(
                lines(model.name(), server.options().getHost(), server.options().getPort(), closed));
    }

    static String lines(String model, String host, int port, boolean closed) {
        boolean here = HERE.contains(host);
        String address = "http://" + (here || EVERYWHERE.contains(host) ? "localhost" : host) + ":" + port;
        String authorization = closed ? " -H \"Authorization: Bearer $METASTONE_API_KEY\"" : "";
        return """

                %s answers at %s/v1 (Ctrl-C ends it)

                  curl -s %s/v1/chat/completions%s \\
                    -H 'Content-Type: application/json' \\
                    -d '{"model": "%s", "messages": [{"role": "user", "content": "Compute 7 * 8 - 5."}]}'

                  health   %s/q/health
                  metrics  %s/q/metrics
                  open to  %s
                """
                .formatted(model, address, address, authorization, model, address, address, openTo(here, host, closed));
    }

    private static String openTo(boolean here, String host, boolean closed) {
        if (here) {
            return "this machine alone" + (closed ? ", with the key" : "; --host 0.0.0.0 opens it to others");
        }
        return closed
                ? "whoever reaches " + host + " and has the key; health and metrics need none"
                : "WHOEVER REACHES " + host + ", WITHOUT A KEY; set METASTONE_API_KEY to ask for one";
    }
}
