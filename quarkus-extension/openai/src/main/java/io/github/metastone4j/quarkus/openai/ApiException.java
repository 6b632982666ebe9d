package io.github.metastone4j.quarkus.openai;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.github.metastone4j.generation.PromptTooLongException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client is told instead of an answer, in the form of OpenAI's errors. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private static final int UNAUTHORIZED = 401;
    private static final int LATE = 504;

    private final int status;
    private final String type;
    private final @Nullable String parameter;
    private final @Nullable String code;

    private ApiException(int status, String type, @Nullable String parameter, @Nullable String code, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.parameter = parameter;
        this.code = code;
    }

    /** What a client is told of a request that has failed. */
    static ApiException of(Throwable reason) {
        String message = String.valueOf(reason.getMessage());
        if (reason instanceof ApiException known) {
            return known;
        } else if (reason.getCause() instanceof PromptTooLongException) {
            return tooLong(message);
        } else if (reason instanceof InvalidRequestException
                || reason instanceof UnsupportedFeatureException
                || reason instanceof IllegalArgumentException) {
            return invalid(null, message);
        } else if (reason instanceof RateLimitException) {
            return busy(message);
        } else if (reason instanceof TimeoutException) {
            return late(message);
        } else if (reason instanceof NonRetriableException) {
            return stopping(message);
        }
        return failed(message);
    }

    /** A request that can't be answered as it is; {@code parameter} names the field. */
    static ApiException invalid(@Nullable String parameter, String message) {
        return new ApiException(400, "invalid_request_error", parameter, null, message);
    }

    static ApiException tooLong(String message) {
        return new ApiException(400, "invalid_request_error", "messages", "context_length_exceeded", message);
    }

    static ApiException unknownModel(String asked, String own) {
        return new ApiException(
                404,
                "invalid_request_error",
                "model",
                "model_not_found",
                "model '" + asked + "' is not here; the one that is: '" + own + "'");
    }

    static ApiException unauthorized() {
        return new ApiException(
                UNAUTHORIZED,
                "invalid_request_error",
                null,
                "invalid_api_key",
                "the API key is missing or wrong; send 'Authorization: Bearer KEY' with the one that the server was started with");
    }

    /** What is refused whatever the body says; {@code code} names the reason for programs. */
    static ApiException refused(int status, String code, String message) {
        return new ApiException(status, status < 500 ? "invalid_request_error" : "server_error", null, code, message);
    }

    static ApiException busy(String message) {
        return new ApiException(429, "rate_limit_error", null, "rate_limit_exceeded", message);
    }

    static ApiException late(String message) {
        return new ApiException(LATE, "server_error", null, "timeout", message);
    }

    static ApiException stopping(String message) {
        return new ApiException(503, "server_error", null, "unavailable", message);
    }

    static ApiException failed(String message) {
        return new ApiException(500, "server_error", null, null, message);
    }

    int status() {
        return status;
    }

    /** The body of the error, also as an event within a stream. */
    Map<String, Object> body() {
        Map<String, @Nullable Object> error = new TreeMap<>();
        error.put("message", String.valueOf(getMessage()));
        error.put("type", type);
        error.put("param", parameter);
        error.put("code", code);
        return Map.of("error", error);
    }

    /** As the answer to a request. */
    Response response() {
        Response.ResponseBuilder response =
                Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(ApiJson.text(body()));
        if (status == UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (status == LATE) {
            response.header("x-should-retry", "false"); // OpenAI's clients would let it take as long twice more
        }
        return response.build();
    }
}
