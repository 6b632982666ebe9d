package io.github.metastone4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells tool calls from text in an answer that comes piece by piece.
 *
 * <p>Calls stand between tags anywhere in the answer, if the model writes tags; or bare at its beginning, where a JSON
 * object that names one of the tools is a call. Either way there may be several, in a list or one behind another, and a
 * code fence around them. What only looked like a call is text, and is read again as such: calls within it count.
 */
final class ToolCallScanner {

    private static final String OPEN_TAG = ToolCallFormat.OPEN_TAG;
    private static final String CLOSE_TAG = ToolCallFormat.CLOSE_TAG;

    /** What may stand before the first call, whitespace aside. */
    private static final List<String> LEAD_INS = List.of("", "[", "```", "```[", "```json", "```json[");

    private enum State {
        LEAD_IN,
        CALL,
        AFTER_CALL,
        TEXT
    }

    private final boolean tags;
    private final Set<String> toolNames;
    private final AnswerReader.Listener listener;

    private final StringBuilder input = new StringBuilder();
    private int position;

    /** Where in the input begins what has not been told: text, or what may be a call. */
    private int mark;

    private State state = State.LEAD_IN;

    /** Whether the calls being read stand between tags. */
    private boolean tagged;

    /** How much of the tag that is looked for the input's end matches. */
    private int tagMatched;

    /** The length of the opening tag at the mark: taken for text, it must not be found again. */
    private int tagAtMark;

    private final StringBuilder leadIn = new StringBuilder();
    private boolean inList;
    private int fencesToClose;

    private CallOutline outline = new CallOutline(name -> false, false);
    private int callStart;
    private int argumentsTold;
    private String id = "";
    private int calls;

    ToolCallScanner(ToolCallFormat format, Set<String> toolNames, AnswerReader.Listener listener) {
        this.tags = format == ToolCallFormat.TAGGED;
        this.toolNames = Set.copyOf(toolNames);
        this.listener = listener;
    }

    /** Reads on, and tells what has become clear. */
    void append(String text) {
        input.append(text);
        read();
        if (state == State.TEXT) {
            tellText(position - tagMatched);
        } else if (state == State.CALL) {
            tellArguments();
        }
        if (mark == input.length()) {
            input.setLength(0);
            position = 0;
            mark = 0;
        }
    }

    /** Ends the answer: what is no complete call is text. */
    void finish() {
        while (state == State.CALL || state == State.LEAD_IN) {
            takeForText();
            read();
        }
        if (state == State.TEXT) {
            tellText(input.length());
        }
    }

    private void read() {
        while (position < input.length()) {
            char c = input.charAt(position++);
            switch (state) {
                case LEAD_IN -> readLeadIn(c);
                case CALL -> readCall(c);
                case AFTER_CALL -> readAfterCall(c);
                case TEXT -> readText(c);
            }
        }
    }

    private void readText(char c) {
        if (!tags) {
            return;
        }
        matchTag(OPEN_TAG, c);
        if (tagMatched == OPEN_TAG.length()) {
            tellText(position - OPEN_TAG.length());
            tagAtMark = OPEN_TAG.length();
            tagged = true;
            leadIn.setLength(0);
            state = State.LEAD_IN;
        }
    }

    private void readLeadIn(char c) {
        if (c == '{' && LEAD_INS.contains(leadIn.toString())) {
            inList = leadIn.toString().endsWith("[");
            fencesToClose = leadIn.toString().startsWith("```") ? 3 : 0;
            beginCall();
        } else if (!Character.isWhitespace(c)) {
            leadIn.append(c);
            if (LEAD_INS.stream().noneMatch(known -> known.startsWith(leadIn.toString()))) {
                takeForText();
            }
        }
    }

    private void beginCall() {
        state = State.CALL;
        callStart = position - 1;
        argumentsTold = 0;
        id = "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
        outline = tagged ? new CallOutline(name -> !name.isBlank(), false) : new CallOutline(toolNames::contains, true);
        outline.accept('{');
    }

    private void readCall(char c) {
        switch (outline.accept(c)) {
            case OPEN -> {}
            case BROKEN -> takeForText();
            case COMPLETE -> completeCall();
        }
    }

    private void completeCall() {
        String name = outline.name();
        String arguments = arguments();
        if (name == null || arguments == null) {
            takeForText();
            return;
        }
        tellArguments();
        if (outline.argumentsStart() < 0) {
            listener.onPartialToolCall(calls, id, name, arguments);
        }
        listener.onToolCall(
                calls++,
                ToolExecutionRequest.builder()
                        .id(id)
                        .name(name)
                        .arguments(arguments)
                        .build());
        state = State.AFTER_CALL;
        keepFromHere();
    }

    /** The complete call's arguments, as they are written if that is JSON; null if the call is malformed. */
    private @Nullable String arguments() {
        JsonNode call = LenientJson.read(input.substring(callStart, position));
        if (call == null) {
            return null;
        }
        JsonNode holder = call.path("function").isObject() ? call.path("function") : call;
        JsonNode arguments = holder.hasNonNull("arguments") ? holder.get("arguments") : holder.path("parameters");
        String written = outline.argumentsStart() >= 0
                ? input.substring(callStart + outline.argumentsStart(), callStart + outline.argumentsEnd())
                : arguments.isTextual() ? arguments.textValue().strip() : "";
        if (written.isEmpty()) {
            boolean absent = arguments.isMissingNode() || arguments.isNull() || arguments.isTextual();
            return absent ? "{}" : null;
        }
        JsonNode value = LenientJson.read(written);
        if (value == null || !value.isObject()) {
            return null;
        }
        return LenientJson.isStrict(written) ? written : LenientJson.write(value);
    }

    private void readAfterCall(char c) {
        if (tagMatched > 0 || (tagged && c == '<')) {
            matchTag(CLOSE_TAG, c);
            if (tagMatched == CLOSE_TAG.length()) {
                state = State.TEXT;
                keepFromHere();
            } else if (tagMatched == 0) {
                takeForText();
            }
        } else if (c == '{') {
            beginCall();
        } else if (inList && c == ']') {
            inList = false;
            keepFromHere();
        } else if (fencesToClose > 0 && c == '`') {
            fencesToClose--;
            keepFromHere();
        } else if (tagged && c == '}') {
            keepFromHere(); // Models close one brace too many.
        } else if (!Character.isWhitespace(c) && c != ',' && c != ';') {
            takeForText();
        }
    }

    private void matchTag(String tag, char c) {
        tagMatched = c == tag.charAt(tagMatched) ? tagMatched + 1 : c == tag.charAt(0) ? 1 : 0;
    }

    /** What stands from the mark on is no call: it is read once more, as text. */
    private void takeForText() {
        state = State.TEXT;
        position = mark + tagAtMark;
        tagAtMark = 0;
        tagMatched = 0;
    }

    /** All before is done with. */
    private void keepFromHere() {
        mark = position;
        tagAtMark = 0;
        tagMatched = 0;
    }

    private void tellText(int end) {
        if (end > mark) {
            listener.onText(input.substring(mark, end));
            mark = end;
        }
    }

    /** Tells the arguments so far; a lone brace waits, so that empty arguments come in one piece. */
    private void tellArguments() {
        String name = outline.name();
        int start = Math.max(argumentsTold, outline.argumentsStart());
        int end = outline.argumentsEnd();
        boolean loneBrace = end == outline.argumentsStart() + 1;
        if (name != null && outline.argumentsStart() >= 0 && end > start && !loneBrace) {
            listener.onPartialToolCall(calls, id, name, input.substring(callStart + start, callStart + end));
            argumentsTold = end;
        }
    }
}
