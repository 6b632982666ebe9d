package io.github.metastone4j.quarkus.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;

class ApiExceptionTest {

    @Test
    void what_is_not_the_callers_fault_is_not_called_so() {
        assertThat(ApiException.refused(503, "refused", "full").body().toString())
                .contains("type=server_error");
        assertThat(ApiException.refused(404, "unknown_url", "none").body().toString())
                .contains("type=invalid_request_error");
    }

    @Test
    void whoever_comes_too_late_is_told_not_to_try_again_at_once() {
        Response late = ApiException.of(new TimeoutException("after 5m")).response();
        assertThat(late.getStatus()).isEqualTo(504);
        assertThat(late.getHeaderString("x-should-retry")).isEqualTo("false");

        Response busy = ApiException.of(new RateLimitException("full")).response();
        assertThat(busy.getStatus()).isEqualTo(429);
        assertThat(busy.getHeaderString("x-should-retry")).isNull();
    }
}
