package io.github.metastone4j.quarkus.runtime;

import dev.langchain4j.model.ModelDisabledException;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.DisabledChatModel;
import dev.langchain4j.model.chat.DisabledStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.metastone4j.MetaStoneBuilder;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.MetaStoneTokenCountEstimator;
import io.github.metastone4j.ReflectiveModel;
import io.quarkiverse.langchain4j.runtime.NamedConfigUtil;
import io.quarkus.arc.SyntheticCreationalContext;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.ShutdownContext;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.runtime.shutdown.ShutdownConfig;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** Loads models when the application starts, and makes its beans. */
@Recorder
public class MetaStoneRecorder {

    private static final TypeLiteral<Instance<ChatModelListener>> LISTENERS = new TypeLiteral<>() {};
    private static final TypeLiteral<Instance<MetaStoneCustomizer>> CUSTOMIZERS = new TypeLiteral<>() {};

    /** What Quarkus itself needs to stop, beyond the times that are configured. */
    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final RuntimeValue<MetaStoneConfig> config;
    private final RuntimeValue<ShutdownConfig> shutdown;

    /** Called by Quarkus. */
    public MetaStoneRecorder(RuntimeValue<MetaStoneConfig> config, RuntimeValue<ShutdownConfig> shutdown) {
        this.config = config;
        this.shutdown = shutdown;
    }

    private ModelSettings settings(String name) {
        MetaStoneConfig all = config.getValue();
        ModelConfig own = NamedConfigUtil.isDefault(name)
                ? all.defaultModel()
                : Objects.requireNonNull(all.namedModels().get(name)); // @WithDefaults: there is always one
        return new ModelSettings(name, own);
    }

    /** Loads the models of these names, save those that are lazy or switched off; they are closed with the application. */
    public RuntimeValue<LoadedModels> load(List<String> names, ShutdownContext context) {
        ShutdownConfig times = shutdown.getValue();
        var models = new LoadedModels(STOPPING.plus(times.timeout().orElse(Duration.ZERO))
                .plus(times.delay().orElse(Duration.ZERO)));
        context.addLastShutdownTask(models::close);
        for (String name : names) {
            ModelSettings settings = settings(name);
            if (settings.isEnabled()) {
                models.add(name, settings);
            }
        }
        return new RuntimeValue<>(models);
    }

    /** The chat model of that name. */
    public Function<SyntheticCreationalContext<ChatModel>, ChatModel> chatModel(
            RuntimeValue<LoadedModels> models, String name) {
        ModelSettings settings = settings(name);
        return context -> {
            if (!settings.isEnabled()) {
                return new DisabledChatModel();
            }
            MetaStoneChatModel.Builder builder = MetaStoneChatModel.builder();
            configure(builder, models, name, settings, context);
            return builder.build();
        };
    }

    /** The streaming chat model of that name. */
    public Function<SyntheticCreationalContext<StreamingChatModel>, StreamingChatModel> streamingChatModel(
            RuntimeValue<LoadedModels> models, String name) {
        ModelSettings settings = settings(name);
        return context -> {
            if (!settings.isEnabled()) {
                return new DisabledStreamingChatModel();
            }
            MetaStoneStreamingChatModel.Builder builder = MetaStoneStreamingChatModel.builder();
            configure(builder, models, name, settings, context);
            MetaStoneStreamingChatModel model = builder.build();
            models.getValue().onClose(model::close);
            return model;
        };
    }

    /** The loaded model below the chat models of that name. */
    public Function<SyntheticCreationalContext<ReflectiveModel>, ReflectiveModel> reflectiveModel(
            RuntimeValue<LoadedModels> models, String name) {
        ModelSettings settings = settings(name);
        return context -> {
            if (!settings.isEnabled()) {
                throw new ModelDisabledException("ReflectiveModel is disabled");
            }
            return models.getValue().get(name);
        };
    }

    /** Counts tokens as the model of that name does. */
    public Function<SyntheticCreationalContext<TokenCountEstimator>, TokenCountEstimator> tokenCountEstimator(
            RuntimeValue<LoadedModels> models, String name) {
        ModelSettings settings = settings(name);
        return context -> settings.isEnabled()
                ? new MetaStoneTokenCountEstimator(models.getValue().get(name))
                : new DisabledTokenCountEstimator();
    }

    private static void configure(
            MetaStoneBuilder<?> builder,
            RuntimeValue<LoadedModels> models,
            String name,
            ModelSettings settings,
            SyntheticCreationalContext<?> context) {
        settings.configure(builder);
        ReflectiveModel model = models.getValue().get(name);
        builder.model(model);
        builder.listeners(
                Stream.concat(Stream.of(new RequestLog(name, model)), context.getInjectedReference(LISTENERS).stream())
                        .toList());
        context.getInjectedReference(CUSTOMIZERS).stream().forEach(each -> each.customize(name, builder));
    }
}
