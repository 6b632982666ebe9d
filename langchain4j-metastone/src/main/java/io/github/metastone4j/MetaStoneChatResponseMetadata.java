package io.github.metastone4j;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every chat response tells, and how its answer was found: see {@link #reflection()}. */
public final class MetaStoneChatResponseMetadata extends ChatResponseMetadata {

    private final Reflection reflection;

    private MetaStoneChatResponseMetadata(Builder builder) {
        super(builder);
        this.reflection = Objects.requireNonNull(builder.reflection, "reflection");
    }

    /** The trajectories, their scores and the choice. */
    public Reflection reflection() {
        return reflection;
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
