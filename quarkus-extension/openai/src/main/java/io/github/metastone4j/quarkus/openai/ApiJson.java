package io.github.metastone4j.quarkus.openai;

import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON as this API has it, whatever the application has set for its own. */
final class ApiJson {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private ApiJson() {}

    static String text(Object value) {
        return MAPPER.valueToTree(value).toString();
    }
}
