package io.github.metastone4j.quarkus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionFeedTest {

    private final List<MultiEmitter<? super DevUiEvent>> emitters = new ArrayList<>();
    private final List<DevUiEvent> events = new ArrayList<>();
    private final Cancellable page =
            Multi.createFrom().<DevUiEvent>emitter(emitters::add).subscribe().with(events::add);
    private final QuestionFeed feed = new QuestionFeed(emitters.get(0));
    private final Request request = new Request();

    private static final class Request implements StreamingHandle {

        private boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    @Test
    void a_page_that_cancels_cancels_the_request() {
        feed.onBegin(request);
        assertThat(request.isCancelled()).isFalse();

        page.cancel();

        assertThat(request.isCancelled()).isTrue();
    }

    @Test
    void a_request_that_begins_after_the_page_has_cancelled_is_cancelled_at_once() {
        page.cancel();

        feed.onBegin(request);

        assertThat(request.isCancelled()).isTrue();
    }

    @Test
    void a_trajectory_that_is_given_up_is_told_of() {
        feed.onStopped(new ReflectionTrajectory(3, null, "2 + 2", List.of(), 0, null, 5, 5, -1.5, Ending.STOPPED));

        assertThat(events).containsExactly(new DevUiEvent.Stopped(3));
    }

    @Test
    void a_trajectory_that_forks_is_told_of_before_it_goes_on() {
        feed.onStep(1, "2 + 2 = 4.", 0.5);
        feed.onForked(1, 2);
        feed.onThinking(2, "So");

        assertThat(events)
                .containsExactly(
                        new DevUiEvent.Step(1, "2 + 2 = 4.", 0.5),
                        new DevUiEvent.Forked(1, 2),
                        new DevUiEvent.Thinking(2, "So"));
        assertThat(events.get(1).getKind()).isEqualTo("forked");
    }

    @Test
    void a_failure_is_the_last_event() {
        feed.onStep(0, "2 + 2 = 4.", 0.5);
        feed.onError(new IllegalStateException());
        feed.onAnswer("too late");

        assertThat(events)
                .containsExactly(
                        new DevUiEvent.Step(0, "2 + 2 = 4.", 0.5),
                        new DevUiEvent.Failed("java.lang.IllegalStateException"));
    }
}
