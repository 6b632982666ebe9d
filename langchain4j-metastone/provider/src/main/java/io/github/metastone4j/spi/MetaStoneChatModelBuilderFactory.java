package io.github.metastone4j.spi;

import io.github.metastone4j.MetaStoneChatModel;
import java.util.function.Supplier;

/** Makes the builders that {@link MetaStoneChatModel#builder()} returns. */
public interface MetaStoneChatModelBuilderFactory extends Supplier<MetaStoneChatModel.Builder> {}
