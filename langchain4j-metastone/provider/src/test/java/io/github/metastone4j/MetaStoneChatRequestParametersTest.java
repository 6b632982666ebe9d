package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetaStoneChatRequestParametersTest {

    private static final MetaStoneChatRequestParameters ALL = MetaStoneChatRequestParameters.builder()
            .temperature(0.5)
            .effort(ReasoningEffort.HIGH)
            .search(BeamSearch.STANDARD)
            .seed(1L)
            .repetitionPenalty(1.2)
            .maxThinkingTokens(100)
            .stepRule("paper")
            .aggregator(Aggregator.MIN)
            .selector(Selector.MAJORITY)
            .returnTrajectories(true)
            .deadline(Duration.ofSeconds(3))
            .reflectionListener(ReflectionListener.NONE)
            .build();

    @Test
    void whatOverridesGoesBeforeWhatIsThereAndNothingIsLost() {
        MetaStoneChatRequestParameters one =
                MetaStoneChatRequestParameters.builder().seed(2L).topP(0.7).build();
        assertThat(ALL.overrideWith(one).seed()).isEqualTo(2);
        assertThat(ALL.overrideWith(one).topP()).isEqualTo(0.7);
        assertThat(ALL.overrideWith(one).deadline()).isEqualTo(Duration.ofSeconds(3));
        assertThat(ALL.defaultedBy(one).seed()).isEqualTo(1);
        assertThat(ALL.defaultedBy(one).topP()).isEqualTo(0.7);
        assertThat(MetaStoneChatRequestParameters.EMPTY.overrideWith(ALL)).isEqualTo(ALL);
        assertThat(MetaStoneChatRequestParameters.EMPTY.defaultedBy(ALL)).isEqualTo(ALL);
    }

    @Test
    void commonParametersOverrideCommonOnesOnly() {
        ChatRequestParameters common =
                ChatRequestParameters.builder().temperature(0.1).build();
        MetaStoneChatRequestParameters merged = ALL.overrideWith(common);
        assertThat(merged.temperature()).isEqualTo(0.1);
        assertThat(merged.selector()).isEqualTo(Selector.MAJORITY);
        assertThat(merged.reflectionListener()).isSameAs(ReflectionListener.NONE);
    }

    @Test
    void effortAndTrajectoriesAreOneSettingUnderTwoNames() {
        assertThat(ALL.trajectories()).isEqualTo(32);
        MetaStoneChatRequestParameters five =
                MetaStoneChatRequestParameters.builder().trajectories(5).build();
        assertThat(ALL.overrideWith(five).trajectories()).isEqualTo(5);
        assertThat(ALL.overrideWith(five).effort()).isNull();
        assertThat(five.overrideWith(ALL).effort()).isEqualTo(ReasoningEffort.HIGH);
        assertThat(MetaStoneChatRequestParameters.EMPTY.effort()).isNull();
    }

    @Test
    void effortAutoOfARequestIsAsSureAsTheChatModelSays() {
        var auto = MetaStoneChatRequestParameters.builder()
                .effort(ReasoningEffort.AUTO)
                .build();
        var careful = MetaStoneChatRequestParameters.builder()
                .effort(ReasoningEffort.AUTO)
                .confidence(0.99)
                .build();
        assertThat(auto.defaultedBy(careful).economy()).isEqualTo(new Economy(0.99, null));
        assertThat(careful.overrideWith(ALL).economy()).as("effort high").isEqualTo(Economy.NONE);
        assertThat(auto.defaultedBy(ALL).economy()).as("over effort high").isEqualTo(Economy.CALIBRATED);
        var pruned = MetaStoneChatRequestParameters.builder()
                .trajectories(8)
                .pruning(0.1)
                .build();
        assertThat(auto.defaultedBy(pruned).economy()).isEqualTo(new Economy(null, 0.1));
        assertThat(careful.defaultedBy(pruned).economy()).isEqualTo(new Economy(0.99, 0.1));
        var sure = MetaStoneChatRequestParameters.builder()
                .trajectories(8)
                .confidence(0.99)
                .build();
        assertThat(auto.defaultedBy(sure).economy()).as("pruning was not set").isEqualTo(new Economy(0.99, null));
    }

    @Test
    void equalParametersAreEqual() {
        assertThat(MetaStoneChatRequestParameters.builder().overrideWith(ALL).build())
                .isEqualTo(ALL)
                .hasSameHashCodeAs(ALL);
        assertThat(MetaStoneChatRequestParameters.builder()
                        .overrideWith(ALL)
                        .seed(9L)
                        .build())
                .isNotEqualTo(ALL);
    }
}
