package io.github.metastone4j.checkpoint;

import java.util.List;
import java.util.Locale;

/** The decoder architectures that can be hosted. */
public enum ModelFamily {
    QWEN2,
    QWEN3,
    LLAMA;

    /** The family by {@code model_type}, or by the class in {@code architectures} where that is all there is. */
    static ModelFamily read(JsonFields config) {
        String type = config.textOrNull("model_type");
        List<String> architectures = config.texts("architectures");
        for (ModelFamily family : values()) {
            String name = family.name().toLowerCase(Locale.ROOT);
            if (type != null ? type.equals(name) : architectures.stream().anyMatch(family::isCausalLm)) {
                return family;
            }
        }
        throw new CheckpointException(config.source() + ": model_type '" + type + "' with architectures "
                + architectures + " is not supported; supported are qwen2, qwen3 and llama");
    }

    private boolean isCausalLm(String architecture) {
        return architecture.equalsIgnoreCase(name() + "ForCausalLM");
    }
}
