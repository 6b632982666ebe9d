package io.github.metastone4j.quarkus.deployment;

import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.quarkus.runtime.LoadedModels;
import io.github.metastone4j.quarkus.runtime.LoopMeters;
import io.github.metastone4j.quarkus.runtime.MetaStoneCustomizer;
import io.github.metastone4j.quarkus.runtime.MetaStoneReadinessCheck;
import io.github.metastone4j.quarkus.runtime.MetaStoneRecorder;
import io.github.metastone4j.quarkus.runtime.ReflectionSpans;
import io.github.metastone4j.quarkus.runtime.RequestMeters;
import io.quarkiverse.langchain4j.ModelName;
import io.quarkiverse.langchain4j.deployment.items.ChatModelProviderCandidateBuildItem;
import io.quarkiverse.langchain4j.deployment.items.SelectedChatModelProviderBuildItem;
import io.quarkiverse.langchain4j.runtime.NamedConfigUtil;
import io.quarkus.arc.SyntheticCreationalContext;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem.ExtendedBeanConfigurator;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.ShutdownContextBuildItem;
import io.quarkus.deployment.logging.LogCleanupFilterBuildItem;
import io.quarkus.deployment.metrics.MetricsCapabilityBuildItem;
import io.quarkus.deployment.pkg.NativeConfig;
import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.metrics.MetricsFactory;
import io.quarkus.smallrye.health.deployment.spi.HealthBuildItem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.ParameterizedType;

/** Makes chat models of ours the beans that an application asks for. */
final class MetaStoneProcessor {

    private static final String PROVIDER = "metastone";

    @BuildStep
    FeatureBuildItem feature(NativeConfig nativeImage) {
        if (nativeImage.enabled()) {
            throw new ConfigurationException("quarkus-langchain4j-metastone runs on a JVM only, because libtorch is not"
                    + " made for native images; build without quarkus.native.enabled (or -Dnative)");
        }
        return new FeatureBuildItem("langchain4j-metastone");
    }

    @BuildStep
    void candidate(MetaStoneBuildConfig config, BuildProducer<ChatModelProviderCandidateBuildItem> candidates) {
        if (config.chatModel().enabled()) {
            candidates.produce(new ChatModelProviderCandidateBuildItem(PROVIDER));
        }
    }

    /** What DJL says at every start, true or not, and nobody can act on. */
    @BuildStep
    void quietDjl(BuildProducer<LogCleanupFilterBuildItem> filters) {
        filters.produce(new LogCleanupFilterBuildItem("ai.djl.util.cuda.CudaUtils", "Failed to detect GPU count"));
        filters.produce(new LogCleanupFilterBuildItem(
                "ai.djl.pytorch.engine.PtEngine", "PyTorch graph executor", "Number of int"));
        filters.produce(new LogCleanupFilterBuildItem("ai.djl.huggingface.tokenizers.jni.LibUtils", "Uses override"));
    }

    @BuildStep
    HealthBuildItem readiness() {
        return new HealthBuildItem(MetaStoneReadinessCheck.class.getName(), true);
    }

    @BuildStep
    void observability(
            Optional<MetricsCapabilityBuildItem> metrics,
            Capabilities capabilities,
            BuildProducer<AdditionalBeanBuildItem> beans) {
        if (metrics.isPresent() && metrics.get().metricsSupported(MetricsFactory.MICROMETER)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(RequestMeters.class));
            beans.produce(AdditionalBeanBuildItem.unremovableOf(LoopMeters.class));
        }
        if (capabilities.isPresent(Capability.OPENTELEMETRY_TRACER)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(ReflectionSpans.class));
        }
    }

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void beans(
            MetaStoneRecorder recorder,
            List<SelectedChatModelProviderBuildItem> selected,
            ShutdownContextBuildItem shutdown,
            BuildProducer<SyntheticBeanBuildItem> beans) {
        List<String> names = selected.stream()
                .filter(model -> model.getProvider().equals(PROVIDER))
                .map(SelectedChatModelProviderBuildItem::getConfigName)
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return;
        }
        RuntimeValue<LoadedModels> models = recorder.load(names, shutdown);
        beans.produce(SyntheticBeanBuildItem.configure(LoadedModels.class)
                .setRuntimeInit()
                .scope(Singleton.class)
                .unremovable()
                .runtimeValue(models)
                .done());
        for (String name : names) {
            beans.produce(chatBean(ChatModel.class, name, recorder.chatModel(models, name)));
            beans.produce(chatBean(StreamingChatModel.class, name, recorder.streamingChatModel(models, name)));
            beans.produce(bean(TokenCountEstimator.class, name, recorder.tokenCountEstimator(models, name))
                    .scope(ApplicationScoped.class)
                    .done());
            beans.produce(bean(ReflectiveModel.class, name, recorder.reflectiveModel(models, name))
                    .scope(Singleton.class) // a final class has no proxies
                    .done());
        }
    }

    private static <T> SyntheticBeanBuildItem chatBean(
            Class<T> type, String name, Function<SyntheticCreationalContext<T>, T> creator) {
        return bean(type, name, creator)
                .scope(ApplicationScoped.class)
                .addInjectionPoint(instanceOf(ChatModelListener.class))
                .addInjectionPoint(instanceOf(MetaStoneCustomizer.class))
                .done();
    }

    private static <T> ExtendedBeanConfigurator bean(
            Class<T> type, String name, Function<SyntheticCreationalContext<T>, T> creator) {
        var bean = SyntheticBeanBuildItem.configure(type)
                .setRuntimeInit()
                .defaultBean()
                .createWith(creator);
        if (!NamedConfigUtil.isDefault(name)) {
            bean.addQualifier(
                    AnnotationInstance.builder(ModelName.class).value(name).build());
        }
        return bean;
    }

    private static ParameterizedType instanceOf(Class<?> type) {
        return ParameterizedType.builder(Instance.class)
                .addArgument(ClassType.create(type))
                .build();
    }
}
