package io.github.metastone4j.chat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import io.github.metastone4j.tokenizer.DecodingStream;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it is decoded: its tokens, those after the thinking, become text and tool calls.
 *
 * <p>Special tokens and think tags are left out. The first stop sequence ends the answer, wherever it stands, and is
 * not part of it. What could still turn out to be a stop sequence, a tool call or whitespace at the end is held back
 * until it is clear what it is; so the pieces that the listener is told make up the {@link Answer} exactly.
 *
 * <p>For one thread.
 */
public final class AnswerReader {

    /** What an answer turns out to be, as it grows. */
    public interface Listener {

        /**
         * The text goes on.
         *
         * @param text never empty
         */
        default void onText(String text) {}

        /**
         * A piece of a call's arguments. Should the call prove malformed after all, it follows as text, in full; the
         * next call then has the same index, but another id.
         *
         * @param index the call's place among the answer's calls, from 0
         * @param arguments a piece of JSON, never blank
         */
        default void onPartialToolCall(int index, String id, String name, String arguments) {}

        /** A call is complete; all pieces of its arguments have come before. */
        default void onToolCall(int index, ToolExecutionRequest call) {}
    }

    private final Tokenizer tokenizer;
    private final DecodingStream characters;
    private final StopSequences stops;
    private final @Nullable ToolCallScanner scanner;
    private final Parts parts;

    /**
     * Begins an answer.
     *
     * @param stopSequences each ends the answer; empty ones are ignored
     * @param tools how the model writes tool calls; null if there are no tools, and all is text
     * @param toolNames the tools there are: JSON without tags is a call only if it names one of them
     */
    public AnswerReader(
            Tokenizer tokenizer,
            List<String> stopSequences,
            @Nullable ToolCallFormat tools,
            Set<String> toolNames,
            Listener listener) {
        this.tokenizer = tokenizer;
        this.characters = new DecodingStream(tokenizer, false);
        this.stops = new StopSequences(stopSequences);
        this.parts = new Parts(listener);
        this.scanner = tools == null ? null : new ToolCallScanner(tools, toolNames, parts);
    }

    /** Adds the next token. Behind a stop sequence it is ignored. */
    public void append(int token) {
        if (!stops.found() && AnswerTokens.isText(token, tokenizer)) {
            read(stops.append(characters.append(token)));
        }
    }

    /** Whether a stop sequence has ended the answer: more tokens will not change it. */
    public boolean isStopped() {
        return stops.found();
    }

    /** Ends the answer: tells what was held back and returns the whole. */
    public Answer finish() {
        read(stops.append(characters.finish()));
        read(stops.finish());
        if (scanner != null) {
            scanner.finish();
        }
        return new Answer(parts.text.toString(), parts.calls);
    }

    private void read(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (scanner == null) {
            parts.onText(text);
        } else {
            scanner.append(text);
        }
    }

    /** Collects what the listener is told, and strips the text first. */
    private static final class Parts implements Listener {

        private final Listener listener;
        private final StrippedText text = new StrippedText();
        private final List<ToolExecutionRequest> calls = new ArrayList<>();

        Parts(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onText(String piece) {
            String stripped = text.append(piece);
            if (!stripped.isEmpty()) {
                listener.onText(stripped);
            }
        }

        @Override
        public void onPartialToolCall(int index, String id, String name, String arguments) {
            listener.onPartialToolCall(index, id, name, arguments);
        }

        @Override
        public void onToolCall(int index, ToolExecutionRequest call) {
            text.breakLine();
            calls.add(call);
            listener.onToolCall(index, call);
        }
    }
}
