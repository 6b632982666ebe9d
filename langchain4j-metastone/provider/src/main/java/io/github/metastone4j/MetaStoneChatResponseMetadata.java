package io.github.metastone4j;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import io.github.metastone4j.Reflection.Timings;
import io.github.metastone4j.selection.Selector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every chat response tells, and how its answer was found. */
public final class MetaStoneChatResponseMetadata extends ChatResponseMetadata {

    private final Reflection reflection;

    private MetaStoneChatResponseMetadata(Builder builder) {
        super(builder);
        this.reflection = Objects.requireNonNull(builder.reflection, "reflection");
    }

    /** Everything there is to tell: trajectories, scores, choice, timings, seed. */
    public Reflection reflection() {
        return reflection;
    }

    /** The effort that so many trajectories are, or null if it has no name. */
    public @Nullable ReasoningEffort effort() {
        return reflection.effort();
    }

    /**
     * All k trajectories with their scores, by index. Their text is there if the request or the chat model asked for
     * {@code returnTrajectories}.
     */
    public List<ReflectionTrajectory> trajectories() {
        return reflection.trajectories();
    }

    /** Trajectories that brought their thinking to an end themselves, before a limit did. */
    public int completedTrajectories() {
        return reflection.completed();
    }

    /** The winner's index. */
    public int selectedIndex() {
        return reflection.selection().index();
    }

    /** The rule that chose; another one than asked for if that could not decide. */
    public Selector selector() {
        return reflection.selection().selector();
    }

    /** Where the time went: queue, prefill, thinking, answer. */
    public Timings timings() {
        return reflection.timings();
    }

    @Override
    public Builder toBuilder() {
        Builder builder = new Builder().reflection(reflection);
        super.toBuilder(builder);
        return builder;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean equals(Object that) {
        return super.equals(that)
                && that instanceof MetaStoneChatResponseMetadata other
                && reflection.equals(other.reflection);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), reflection);
    }

    @Override
    public String toString() {
        return "MetaStoneChatResponseMetadata{id=" + id() + ", modelName=" + modelName() + ", tokenUsage="
                + tokenUsage() + ", finishReason=" + finishReason() + ", reason="
                + reflection.selection().reason() + "}";
    }

    /** Builds metadata; the reflection is required. */
    public static final class Builder extends ChatResponseMetadata.Builder<Builder> {

        private @Nullable Reflection reflection;

        public Builder reflection(Reflection value) {
            this.reflection = value;
            return this;
        }

        @Override
        public MetaStoneChatResponseMetadata build() {
            return new MetaStoneChatResponseMetadata(this);
        }
    }
}
