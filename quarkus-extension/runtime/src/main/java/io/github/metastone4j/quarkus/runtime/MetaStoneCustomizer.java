package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.MetaStoneBuilder;

/** A bean that has the last word on the settings of chat models: what the configuration has no key for, such as listeners. */
@FunctionalInterface
public interface MetaStoneCustomizer {

    /**
     * Called for each chat model before it is built.
     *
     * @param modelName as in {@code @ModelName}; {@code <default>} for the default model
     * @param builder that has all that is configured, and the loaded model
     */
    void customize(String modelName, MetaStoneBuilder<?> builder);
}
