package io.github.metastone4j.quarkus.deployment;

import io.quarkus.runtime.annotations.ConfigGroup;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is fixed when the application is built. */
@ConfigRoot(phase = ConfigPhase.BUILD_TIME)
@ConfigMapping(prefix = "quarkus.langchain4j.metastone")
public interface MetaStoneBuildConfig {

    /** Chat models. */
    ChatModels chatModel();

    /** Which chat models there may be. */
    @ConfigGroup
    interface ChatModels {

        /** Whether this extension may provide chat models. */
        @WithDefault("true")
        boolean enabled();
    }
}
