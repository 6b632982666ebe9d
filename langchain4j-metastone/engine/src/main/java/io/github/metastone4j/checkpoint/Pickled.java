package io.github.metastone4j.checkpoint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pickle describes. Nothing of it has been made, and no code of it has run. */
public sealed interface Pickled {

    /** The run of elements that tensors share; its bytes are another entry of the archive, named by the key. */
    record Storage(Dtype dtype, String key, long elements) implements Pickled {}

    /** A view of a storage; offset and strides are counted in elements. */
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) implements Pickled {}

    /** An allowed name of which no more is known. */
    record Name(String path) implements Pickled {}

    /** What a pickle would have a class or function make: its name, what it was given, and what was put into it after. */
    final class Inert implements Pickled {

        private final String type;
        private final List<Object> arguments;
        private @Nullable Object state;

        Inert(String type, List<Object> arguments) {
            this.type = type;
            this.arguments = arguments;
        }

        void put(Object newState) {
            state = newState;
        }

        public String type() {
            return type;
        }

        public List<Object> arguments() {
            return arguments;
        }

        /** What was put into it by name; empty if nothing was. Classes with slots put theirs second in a pair. */
        public Map<?, ?> fields() {
            if (state instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof Map<?, ?> slots) {
                return slots;
            }
            return state instanceof Map<?, ?> fields ? fields : Map.of();
        }
    }
}
