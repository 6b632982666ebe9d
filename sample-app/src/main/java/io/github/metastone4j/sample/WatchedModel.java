package io.github.metastone4j.sample;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.effort.EffortReport;
import io.quarkus.arc.Arc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The model as one run asks it: with its effort, seed, tools and what is left of its time, while the run watches.
 *
 * <p>An AI service of quarkus-langchain4j takes no parameters of a request, and it alone knows when it asks again, after a
 * tool. So the run is kept beside the thread that asks: the caller's for the first round, the stream's own for the next ones.
 */
public final class WatchedModel implements StreamingChatModel {

    /** A model that calls tools for ever is asked to answer without them at last. */
    private static final int MAX_ROUNDS = 6;

    private static final ThreadLocal<@Nullable Run> ASKING = new ThreadLocal<>();

    private final StreamingChatModel model;
    private final ReflectiveModel loaded;

    WatchedModel(StreamingChatModel model, ReflectiveModel loaded) {
        this.model = model;
        this.loaded = loaded;
    }

    /** Lets the agent find the model, which is a bean of the application. */
    public static final class OfTheApplication implements Supplier<StreamingChatModel> {

        /** Called by quarkus-langchain4j. */
        public OfTheApplication() {}

        @Override
        public StreamingChatModel get() {
            return new WatchedModel(
                    Arc.container().select(StreamingChatModel.class).get(),
                    Arc.container().select(ReflectiveModel.class).get());
        }
    }

    /** What is asked within the task is asked for that run. */
    static void ask(Run run, Runnable task) {
        Run outer = ASKING.get();
        ASKING.set(run);
        try {
            task.run();
        } finally {
            ASKING.set(outer);
        }
    }

    @Override
    public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
        Run run = ASKING.get();
        if (run == null) {
            model.chat(request, handler);
            return;
        }
        if (!run.beginRound()) {
            handler.onError(new CancellationException("the run was cancelled"));
            return;
        }
        int round = run.rounds();
        Question question = run.question();
        List<ToolSpecification> tools = request.toolSpecifications().stream()
                .filter(tool -> question.tools().contains(tool.name()))
                .toList();
        boolean mayCall = round < MAX_ROUNDS && !tools.isEmpty();
        MetaStoneChatRequestParameters.Builder parameters = MetaStoneChatRequestParameters.builder()
                .overrideWith(request.parameters())
                .toolSpecifications(tools)
                .toolChoice(mayCall ? null : ToolChoice.NONE)
                .effort(question.effort())
                .selector(question.selector())
                .seed(question.seed())
                .deadline(run.timeLeft());
        MetaStoneChatRequestParameters all = parameters.build().defaultedBy(model.defaultRequestParameters());
        long begun = run.log().millis();
        run.log()
                .add(new RunEvent.Begun(
                        round,
                        beginTogether(all),
                        question.seed(),
                        loaded.prompt(request.messages(), mayCall ? tools : List.of()).length));
        ChatRequest watched = ChatRequest.builder()
                .messages(request.messages())
                .parameters(parameters
                        .reflectionListener(new RoundListener(run, all.aggregator()))
                        .build())
                .build();
        model.chat(watched, new Watching(handler, run, round, begun));
    }

    private int beginTogether(MetaStoneChatRequestParameters parameters) {
        return loaded.beginTogether(ReflectionSettings.standard()
                .withTrajectories(parameters.trajectories())
                .withEconomy(parameters.economy()));
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    /** Tells the agent what it has to know, and the run what a round cost. */
    private record Watching(StreamingChatResponseHandler agent, Run run, int round, long begun)
            implements StreamingChatResponseHandler {

        @Override
        public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
            agent.onPartialResponse(part, context);
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            if (!run.endRound()) {
                return;
            }
            Reflection reflection = ((MetaStoneChatResponseMetadata) response.metadata()).reflection();
            Bill bill = Bill.of(
                    reflection,
                    (MetaStoneTokenUsage) response.tokenUsage(),
                    Duration.ofMillis(run.log().millis() - begun));
            run.pay(bill);
            List<@Nullable String> answers = new ArrayList<>();
            for (ReflectionTrajectory trajectory : reflection.trajectories()) {
                answers.add(trajectory.finalAnswer());
            }
            EffortReport spent = reflection.spending();
            run.log().add(new RunEvent.Ended(round, answers, spent.decided() ? spent.reason() : null, bill));
            ask(run, () -> agent.onCompleteResponse(response)); // which runs tools and asks again
        }

        @Override
        public void onError(Throwable error) {
            if (run.endRound()) {
                agent.onError(error);
            }
        }
    }
}
