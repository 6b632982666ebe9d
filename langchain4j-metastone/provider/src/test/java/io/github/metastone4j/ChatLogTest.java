package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A setting that is added without a word in the log fails here. */
class ChatLogTest {

    private static final MetaStoneChatRequestParameters ALL = MetaStoneChatRequestParameters.builder()
            .trajectories(8)
            .confidence(0.9)
            .pruning(0.1)
            .tokenBudget(1000L)
            .timeBudget(Duration.ofSeconds(2))
            .search(BeamSearch.STANDARD)
            .temperature(0.5)
            .topP(0.9)
            .topK(40)
            .repetitionPenalty(1.2)
            .maxThinkingTokens(100)
            .maxOutputTokens(50)
            .stopSequences("END")
            .seed(1L)
            .stepRule("paper")
            .aggregator(Aggregator.MIN)
            .selector(Selector.MAJORITY)
            .returnTrajectories(true)
            .deadline(Duration.ofSeconds(3))
            .reflectionListener(ReflectionListener.NONE)
            .build();

    /** Settings that are logged by the names of what they consist of. A listener is none. */
    private static final Map<String, List<String>> PARTS = Map.of(
            "economy", List.of("confidence", "pruning"),
            "budget", List.of("tokenBudget", "timeBudget"),
            "reflectionListener", List.of());

    private static List<String> logged() {
        return Stream.of(ChatLog.set(ALL).split(", "))
                .map(setting -> setting.substring(0, setting.indexOf('=')))
                .toList();
    }

    private static List<String> expected(Stream<String> settings) {
        return settings.flatMap(setting -> PARTS.getOrDefault(setting, List.of(setting)).stream())
                .toList();
    }

    @Test
    void every_setting_is_named() {
        var settings = Stream.of(ReflectionSettings.class.getRecordComponents()).map(RecordComponent::getName);

        assertThat(logged()).containsAll(expected(settings));
    }

    @Test
    void everything_that_a_request_may_set_is_named() {
        var settings = Stream.of(MetaStoneChatRequestParameters.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName);

        assertThat(logged()).containsAll(expected(settings));
    }

    @Test
    void what_is_not_set_is_not_named() {
        assertThat(ChatLog.set(MetaStoneChatRequestParameters.EMPTY)).isEqualTo("all defaults");
    }
}
