package io.github.metastone4j.quarkus.runtime;

import io.quarkus.runtime.annotations.ConfigDocMapKey;
import io.quarkus.runtime.annotations.ConfigDocSection;
import io.quarkus.runtime.annotations.ConfigPhase;
import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefaults;
import io.smallrye.config.WithParentName;
import java.util.Map;

/** All configured models. */
@ConfigRoot(phase = ConfigPhase.RUN_TIME)
@ConfigMapping(prefix = MetaStoneConfig.PREFIX)
public interface MetaStoneConfig {

    /** What all keys begin with. */
    String PREFIX = "quarkus.langchain4j.metastone";

    /** The default model. */
    @WithParentName
    ModelConfig defaultModel();

    /** Named models, for {@code @ModelName}. They take nothing over from the default model. */
    @ConfigDocSection
    @ConfigDocMapKey("model-name")
    @WithParentName
    @WithDefaults
    Map<String, ModelConfig> namedModels();
}
