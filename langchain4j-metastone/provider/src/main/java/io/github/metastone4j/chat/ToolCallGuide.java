package io.github.metastone4j.chat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.langchain4j.agent.tool.ToolSpecification;
import io.github.metastone4j.chat.grammar.Expected;
import io.github.metastone4j.chat.grammar.JsonValues;
import io.github.metastone4j.kernel.AllowedTokens;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * With which tokens an answer may go on, so that each call which it begins is one of a tool that is offered, with
 * arguments by its schema.
 *
 * <p>Text is free. Where the model writes tags, a call begins with the opening one, wherever that stands. A bare call, at
 * the beginning of the answer or behind another one, begins with the name of a tool: before that is complete, the object
 * may still become any JSON. From there on to its end a call is written as the template writes it, and so {@link
 * AnswerReader} reads it as one.
 *
 * <p>What is followed are bytes: where one token ends and the next begins makes no difference. For one thread.
 */
public final class ToolCallGuide {

    private static final String OPEN_TAG = ToolCallFormat.OPEN_TAG;
    private static final Expected CLOSING = Expected.NOTHING.afterText(ToolCallFormat.CLOSE_TAG);

    /** How far an answer has come. Equal places allow the same. */
    public sealed interface Place extends AnswerTokens.Reader {

        @Override
        @Nullable
        Place read(int b);
    }

    private final AnswerTokens tokens;
    private final boolean tags;
    private final int[] endTokens;
    private final int vocabularySize;

    /** A call behind its opening tag. */
    private final Set<Expected> tagged = new LinkedHashSet<>();

    /** Bare calls behind their names, in the order of the tools. */
    private final List<Expected> bare = new ArrayList<>();

    /** What a bare call begins with, up to its name, each tool's in a group; first in an answer, and behind another. */
    private final Pattern firstOpening;

    private final Pattern laterOpening;

    private final Map<Place, AllowedTokens> known = new HashMap<>();

    /** As {@link ToolCallGuides#guide} makes one. */
    ToolCallGuide(
            AnswerTokens tokens,
            ToolCallFormat format,
            List<ToolSpecification> tools,
            Set<Integer> endTokens,
            int vocabularySize) {
        this.tokens = tokens;
        this.tags = format == ToolCallFormat.TAGGED;
        this.endTokens = endTokens.stream().mapToInt(Integer::intValue).toArray();
        this.vocabularySize = vocabularySize;
        for (ToolSpecification tool : tools) {
            JsonValues arguments = JsonValues.arguments(tool.parameters(), LenientJson::write);
            tagged.add(behindName(CLOSING, format, arguments)
                    .afterText(LenientJson.write(tool.name()))
                    .afterText(":")
                    .afterText("\"name\"")
                    .afterText("{"));
            bare.add(behindName(Expected.NOTHING, format, arguments));
        }
        String object = "\\{ ?(?:\"type\" ?: ?\"function\" ?, ?)?\"name\" ?: ?(?:"
                + tools.stream().map(ToolCallGuide::group).collect(joining("|")) + ")";
        this.firstOpening = Pattern.compile("(?:```(?:json)? ?)?(?:\\[ ?)?" + object);
        this.laterOpening = Pattern.compile("[,; ]*" + object);
    }

    private static Expected behindName(Expected behindCall, ToolCallFormat format, JsonValues arguments) {
        return behindCall
                .afterText("}")
                .afterValue(arguments)
                .afterText(":")
                .afterText(LenientJson.write(format.argumentsKey()))
                .afterText(",");
    }

    private static String group(ToolSpecification tool) {
        byte[] name = LenientJson.write(tool.name()).getBytes(UTF_8);
        return "(" + Pattern.quote(new String(name, ISO_8859_1)) + ")";
    }

    /** Before the first token. */
    public Place start() {
        return new Opening(this, firstOpening, "");
    }

    /** Behind another token. If it is none that is allowed, what was begun is no call, and text is free. */
    public Place after(Place place, int token) {
        Place next = place;
        for (byte b : tokens.bytesOf(token)) {
            Place read = next.read(b & 0xFF);
            next = read == null ? new Free(this, 0) : read;
        }
        return next;
    }

    /** The tokens that may come next. If none fits, the answer may only end. */
    public AllowedTokens allowed(Place place) {
        return known.computeIfAbsent(place, unseen -> {
            if (unseen instanceof Call call) {
                return allowed(call);
            }
            if (unseen instanceof Free && !tags) {
                return AllowedTokens.ALL;
            }
            BitSet refused = tokens.refused(unseen, unseen instanceof Opening);
            return AllowedTokens.allBut(refused.stream().toArray());
        });
    }

    private AllowedTokens allowed(Call call) {
        boolean withinString = call.expected.stream().anyMatch(Expected::isWithinString);
        BitSet taken = withinString ? tokens.takenWithinString(call) : tokens.taken(call);
        if (taken.isEmpty() || call.mayEnd()) {
            for (int token : endTokens) {
                taken.set(token);
            }
        }
        if (taken.isEmpty()) {
            return AllowedTokens.ALL; // a model without a token for that, which never ends an answer
        }
        if (2 * taken.cardinality() < vocabularySize) {
            return AllowedTokens.only(taken.stream().toArray());
        }
        taken.flip(0, vocabularySize);
        return AllowedTokens.allBut(taken.stream().toArray());
    }

    /**
     * Text.
     *
     * @param matched how much of the opening tag the text ends with
     */
    private record Free(ToolCallGuide guide, int matched) implements Place {

        @Override
        public Place read(int b) {
            if (!guide.tags) {
                return this;
            }
            int longer = b == OPEN_TAG.charAt(matched) ? matched + 1 : b == OPEN_TAG.charAt(0) ? 1 : 0;
            return longer == OPEN_TAG.length() ? new Call(guide, guide.tagged) : new Free(guide, longer);
        }
    }

    /**
     * What may become a bare call.
     *
     * @param pattern of what it begins with
     * @param text so far, with one space for blanks in a row
     */
    private record Opening(ToolCallGuide guide, Pattern pattern, String text) implements Place {

        @Override
        public Place read(int b) {
            boolean blank = b == ' ' || b == '\n' || b == '\r' || b == '\t';
            if (blank && (text.isEmpty() || text.endsWith(" "))) {
                return this;
            }
            String longer = text + (blank ? ' ' : (char) b);
            Matcher matcher = pattern.matcher(longer);
            if (matcher.matches()) {
                for (int tool = 0; tool < guide.bare.size(); tool++) {
                    if (matcher.group(tool + 1) != null) {
                        return new Call(guide, Set.of(guide.bare.get(tool)));
                    }
                }
            }
            return matcher.hitEnd() ? new Opening(guide, pattern, longer) : new Free(guide, 0).read(b);
        }
    }

    /**
     * A call.
     *
     * @param expected with what it may go on, in each way in which it can be read so far
     */
    private record Call(ToolCallGuide guide, Set<Expected> expected) implements Place {

        @Override
        public @Nullable Place read(int b) {
            Set<Expected> next = new LinkedHashSet<>();
            expected.forEach(one -> one.read(b, next));
            if (next.contains(Expected.NOTHING)) {
                return b == '>' ? new Free(guide, 0) : new Opening(guide, guide.laterOpening, "");
            }
            return next.isEmpty() ? null : new Call(guide, next);
        }

        /** Behind the object, models may leave out the closing tag. */
        boolean mayEnd() {
            return expected.stream().anyMatch(one -> one.behindBlanks().equals(CLOSING.behindBlanks()));
        }
    }
}
