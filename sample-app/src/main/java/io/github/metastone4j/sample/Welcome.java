package io.github.metastone4j.sample;

import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Says where the page is once it can be opened, and opens it where that was asked for. */
@ApplicationScoped
public class Welcome {

    private static final Logger log = Logger.getLogger(Welcome.class);

    private final boolean open;

    Welcome(@ConfigProperty(name = "sample.open-browser") boolean open) {
        this.open = open;
    }

    void started(@ObservesAsync HttpServerStart server) {
        String host = server.options().getHost();
        boolean here = host.equals("127.0.0.1") || host.equals("0.0.0.0");
        String page =
                "http://" + (here ? "localhost" : host) + ":" + server.options().getPort();
        System.out.println("The page is at " + page + " (Ctrl-C ends it)");
        if (open) {
            open(page);
        }
    }

    private static void open(String page) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command = system.startsWith("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", page)
                : List.of(system.startsWith("mac") ? "open" : "xdg-open", page);
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) { // no browser: the line above says where to go
            log.debugf(e, "No browser could be opened by %s", command);
        }
    }
}
