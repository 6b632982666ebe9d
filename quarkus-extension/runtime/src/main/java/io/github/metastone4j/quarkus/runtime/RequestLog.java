package io.github.metastone4j.quarkus.runtime;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.generation.Occupancy;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The first listener of a chat model. It logs how requests fail and what else the model had to do then, and tells the others
 * whose request it is.
 */
final class RequestLog implements ChatModelListener {

    private static final Logger log = Logger.getLogger(RequestLog.class);
    private static final String BEGUN = RequestLog.class.getName();

    private final String name;
    private final ReflectiveModel model;

    RequestLog(String name, ReflectiveModel model) {
        this.name = name;
        this.model = model;
    }

    /** When a request to one of the extension's models began, {@link System#nanoTime}; null for requests to other models. */
    static @Nullable Long begun(Map<Object, Object> attributes) {
        return (Long) attributes.get(BEGUN);
    }

    @Override
    public void onRequest(ChatModelRequestContext context) {
        context.attributes().put(BEGUN, System.nanoTime());
    }

    @Override
    public void onError(ChatModelErrorContext context) {
        Long begun = begun(context.attributes());
        double seconds = begun == null ? 0 : (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        Throwable error = context.error();
        Occupancy now = model.loop().occupancy();
        log.logf(
                isCallersFault(error) ? Level.DEBUG : Level.WARN,
                "A request to the model '%s' (%s) failed after %.2f s: %s; now %d running, %d waiting, %d rows, %d MB of keys and values",
                name,
                model.name(),
                seconds,
                error,
                now.running(),
                now.waiting(),
                now.rows(),
                now.cacheBytes() >> 20);
    }

    private static boolean isCallersFault(Throwable error) {
        return error instanceof InvalidRequestException || error instanceof UnsupportedFeatureException;
    }
}
