package io.github.metastone4j.chat;

import java.util.List;

/** How a model writes a tool call into its answer: as a JSON object with the tool's name and its arguments. */
public enum ToolCallFormat {

    /** Between tags, {@code <tool_call>{"name": ..., "arguments": {...}}</tool_call>}: Hermes, Qwen. */
    TAGGED("<tool_call>\n", "arguments"),

    /** Without tags, {@code {"name": ..., "parameters": {...}}}: Llama 3. */
    BARE_PARAMETERS("", "parameters"),

    /** Without tags, {@code {"name": ..., "arguments": {...}}}. */
    BARE_ARGUMENTS("", "arguments");

    static final String OPEN_TAG = "<tool_call>";
    static final String CLOSE_TAG = "</tool_call>";

    /** Prompts have these for a purpose, whether or not a vocabulary has tokens for them. */
    static final List<String> TAGS = List.of(OPEN_TAG, CLOSE_TAG, "<tool_response>", "</tool_response>");

    private final String before;
    private final String argumentsKey;

    ToolCallFormat(String before, String argumentsKey) {
        this.before = before;
        this.argumentsKey = argumentsKey;
    }

    /** The key of the arguments in a call's object. */
    String argumentsKey() {
        return argumentsKey;
    }

    /** The text with which a call begins, up to the key of its arguments and the colon behind it. */
    String opening(String toolName) {
        return before + "{\"name\": " + LenientJson.write(toolName) + ", \"" + argumentsKey + "\":";
    }
}
