package io.github.metastone4j.spi;

import io.github.metastone4j.MetaStoneStreamingChatModel;
import java.util.function.Supplier;

/** Makes the builders that {@link MetaStoneStreamingChatModel#builder()} returns. */
public interface MetaStoneStreamingChatModelBuilderFactory extends Supplier<MetaStoneStreamingChatModel.Builder> {}
