package io.github.metastone4j.sample;

import static java.util.stream.Collectors.toSet;

import dev.langchain4j.data.message.ChatMessage;
import io.quarkiverse.langchain4j.ChatMemoryRemover;
import io.quarkiverse.langchain4j.runtime.aiservice.ChatEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The runs of this process: those under way, and the last ones that are over. */
@ApplicationScoped
public class Runs {

    private static final Logger log = Logger.getLogger(Runs.class);

    private final MathsAgent agent;
    private final Conversations conversations;
    private final Optional<Duration> deadline;
    private final int kept;
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /** Oldest first; a memory of each is kept. */
    private final Set<String> remembered = new LinkedHashSet<>();

    Runs(
            MathsAgent agent,
            Conversations conversations,
            @ConfigProperty(name = "quarkus.langchain4j.metastone.chat-model.deadline") Optional<Duration> deadline,
            @ConfigProperty(name = "sample.runs-kept") int kept) {
        this.agent = agent;
        this.conversations = conversations;
        this.deadline = deadline;
        this.kept = kept;
    }

    /**
     * Asks a question and returns at once.
     *
     * @throws dev.langchain4j.guardrail.InputGuardrailException if the question is refused
     * @throws ConversationBusyException if the conversation's last question has no answer yet
     */
    Run begin(Question question) {
        String conversation = question.conversation();
        Run run;
        synchronized (this) {
            if (busy().contains(conversation)) {
                throw new ConversationBusyException("conversation '" + conversation
                        + "' has a question without an answer; wait for it or cancel it, or leave conversation out");
            }
            List<ChatMessage> before = conversations.messages(conversation);
            run = new Run(question, deadline.orElse(null), () -> conversations.restore(conversation, before));
            runs.put(run.id(), run);
            dropOldest();
        }
        try {
            Multi<ChatEvent> events = agent.answer(conversation, question.text());
            WatchedModel.ask(run, () -> watch(events, run));
        } catch (RuntimeException e) {
            run.fail(String.valueOf(e.getMessage()));
            remove(run);
            forgetUnlessRemembered(conversation);
            throw e;
        }
        remember(conversation);
        return run;
    }

    private static void watch(Multi<ChatEvent> events, Run run) {
        events.subscribe()
                .with(
                        event -> tell(event, run),
                        error -> {
                            log.debugf(error, "Run %s failed", run.id());
                            run.fail(String.valueOf(error.getMessage()));
                        },
                        run::complete);
    }

    private static void tell(ChatEvent event, Run run) {
        if (event instanceof ChatEvent.BeforeToolExecutionEvent before) {
            var call = before.getRequest();
            run.log().add(new RunEvent.ToolCall(call.id(), call.name(), call.arguments()));
        } else if (event instanceof ChatEvent.ToolExecutedEvent executed) {
            var execution = executed.getExecution();
            var call = execution.request();
            run.log().add(new RunEvent.ToolResult(call.id(), call.name(), execution.result(), execution.hasFailed()));
        }
    }

    /** Conversations that have a question under way. */
    private Set<String> busy() {
        return runs.values().stream()
                .filter(run -> !run.log().isOver())
                .map(run -> run.question().conversation())
                .collect(toSet());
    }

    /** Of a question that was not refused. The oldest are forgotten, but none that has a question under way. */
    private synchronized void remember(String conversation) {
        remembered.remove(conversation);
        remembered.add(conversation);
        Set<String> busy = busy();
        busy.add(conversation);
        List<String> idle = new ArrayList<>(
                remembered.stream().filter(one -> !busy.contains(one)).toList());
        while (remembered.size() > kept && !idle.isEmpty()) {
            String oldest = idle.remove(0);
            remembered.remove(oldest);
            forget(oldest);
        }
    }

    private synchronized void forgetUnlessRemembered(String conversation) {
        if (!remembered.contains(conversation)) {
            forget(conversation);
        }
    }

    private void forget(String conversation) {
        ChatMemoryRemover.remove(agent, conversation);
        conversations.forget(conversation);
    }

    private void dropOldest() {
        List<Run> over = new ArrayList<>(
                runs.values().stream().filter(run -> run.log().isOver()).toList());
        while (runs.size() > kept && !over.isEmpty()) {
            runs.remove(over.remove(0).id());
        }
    }

    private synchronized void remove(Run run) {
        runs.remove(run.id());
    }

    synchronized Optional<Run> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** The conversation's last question is on its way. */
    static final class ConversationBusyException extends RuntimeException {

        ConversationBusyException(String message) {
            super(message);
        }
    }
}
