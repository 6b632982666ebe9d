package io.github.metastone4j.quarkus.runtime;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneStreamingChatModel;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.quarkiverse.langchain4j.ModelName;
import io.quarkiverse.langchain4j.runtime.NamedConfigUtil;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ClientProxy;
import io.quarkus.arc.InstanceHandle;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the Dev UI calls. It asks the application's own chat models, and is there in dev mode only. */
@ApplicationScoped
public class MetaStoneDevUiService {

    /** So often the page is told what has happened: smooth to the eye, and few messages however many trajectories. */
    private static final Duration PERIOD = Duration.ofMillis(50);

    private final Instance<LoadedModels> models;

    @Inject
    MetaStoneDevUiService(Instance<LoadedModels> models) {
        this.models = models;
    }

    /** The application's models. */
    public List<ModelState> models() {
        return models.isResolvable()
                ? models.get().byName().entrySet().stream()
                        .map(entry -> state(entry.getKey(), entry.getValue()))
                        .toList()
                : List.of();
    }

    private ModelState state(String name, SharedModel shared) {
        ReflectiveModel loaded = shared.loaded();
        return new ModelState(
                name,
                models.get().nameOf(shared),
                String.join(", ", shared.options().devices()),
                loaded == null ? null : ModelState.Loaded.of(loaded, trajectories(chatModel(name))));
    }

    private static int trajectories(@Nullable MetaStoneStreamingChatModel model) {
        Integer own = model == null ? null : model.defaultRequestParameters().trajectories();
        return own == null ? ReasoningEffort.MEDIUM.trajectories() : own;
    }

    /**
     * Asks a model, and tells what happens as it happens. A failure is the last event. Whoever cancels ends all
     * trajectories within a decode step.
     *
     * @param model its name
     * @param question what is asked
     * @param effort low, medium, high or auto
     * @param seed a whole number; empty or null is another one each time
     */
    public Multi<List<DevUiEvent>> ask(String model, @Nullable String question, String effort, @Nullable String seed) {
        return Multi.createFrom()
                .<DevUiEvent>emitter(emitter -> {
                    try {
                        ask(model, question, effort(effort), seed(seed), emitter);
                    } catch (Exception | LinkageError e) { // the latter where libtorch cannot be loaded
                        QuestionFeed.fail(emitter, e);
                    }
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .group()
                .intoLists()
                .every(PERIOD);
    }

    private static ReasoningEffort effort(String name) {
        try {
            return ReasoningEffort.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("effort is '" + name + "'; it must be low, medium, high or auto", e);
        }
    }

    private static @Nullable Long seed(@Nullable String seed) {
        try {
            return seed == null || seed.isBlank() ? null : Long.valueOf(seed.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "seed is '" + seed + "'; it must be a whole number of at most 64 bits, or empty", e);
        }
    }

    private void ask(
            String model,
            @Nullable String question,
            ReasoningEffort effort,
            @Nullable Long seed,
            MultiEmitter<? super DevUiEvent> emitter) {
        if (question == null || question.isBlank()) {
            throw new IllegalArgumentException("the question is empty; write one");
        }
        SharedModel shared = models.isResolvable() ? models.get().byName().get(model) : null;
        if (shared == null) {
            throw new IllegalArgumentException(
                    "the application has no MetaStone model '" + model + "'; reload the page");
        }
        if (shared.loaded() == null) {
            emitter.emit(new DevUiEvent.Loading());
        }
        MetaStoneStreamingChatModel asked = chatModel(model);
        if (asked == null) {
            throw new IllegalStateException("the application has a StreamingChatModel bean of its own in place of '"
                    + model + "'; this page asks only those of the extension");
        }
        var feed = new QuestionFeed(emitter);
        emitter.emit(new DevUiEvent.Begun(asked.model()
                .beginTogether(ReflectionSettings.standard()
                        .withTrajectories(effort.trajectories())
                        .withEconomy(effort.economy()))));
        asked.chat(
                ChatRequest.builder()
                        .messages(UserMessage.from(question.strip()))
                        .parameters(MetaStoneChatRequestParameters.builder()
                                .effort(effort)
                                .seed(seed)
                                .reflectionListener(feed)
                                .build())
                        .build(),
                feed);
    }

    /**
     * A bean, found only when it is asked: making it loads a lazy model. Null if the application has another in its place.
     */
    private static @Nullable MetaStoneStreamingChatModel chatModel(String name) {
        InstanceHandle<StreamingChatModel> bean = NamedConfigUtil.isDefault(name)
                ? Arc.container().instance(StreamingChatModel.class)
                : Arc.container().instance(StreamingChatModel.class, ModelName.Literal.of(name));
        return ClientProxy.unwrap(bean.get()) instanceof MetaStoneStreamingChatModel ours ? ours : null;
    }
}
