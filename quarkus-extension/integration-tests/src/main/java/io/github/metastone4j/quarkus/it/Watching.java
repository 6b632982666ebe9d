package io.github.metastone4j.quarkus.it;

import io.github.metastone4j.MetaStoneBuilder;
import io.github.metastone4j.quarkus.runtime.MetaStoneCustomizer;
import jakarta.enterprise.context.ApplicationScoped;

/** Watches the trajectories of all chat models. */
@ApplicationScoped
class Watching implements MetaStoneCustomizer {

    @Override
    public void customize(String modelName, MetaStoneBuilder<?> builder) {
        builder.reflectionListener(new StepLogger());
    }
}
