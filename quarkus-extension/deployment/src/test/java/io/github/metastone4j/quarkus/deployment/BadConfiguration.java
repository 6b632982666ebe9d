package io.github.metastone4j.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** An application with one wrong value, which must not start. */
abstract class BadConfiguration {

    @Inject
    ChatModel chat;

    static QuarkusUnitTest refused(String key, String value, String... parts) {
        return new QuarkusUnitTest()
                .withEmptyApplication()
                .overrideConfigKey("quarkus.langchain4j.metastone." + key, value)
                .assertException(failure -> assertThat(messages(failure))
                        .contains("quarkus.langchain4j.metastone." + key, value)
                        .contains(parts));
    }

    private static String messages(Throwable failure) {
        var text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString();
    }

    @Test
    void the_start_is_stopped() {
        Assertions.fail("the application has started");
    }
}
