package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.nano.NanoProblem;
import io.github.metastone4j.nano.NanoProblems;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeldOutRunTest {

    @Test
    void resultsDependOnTheSeedAndNotOnWhatRunsBeside() {
        assumeThat(NanoProblems.class.getResource("model.safetensors"))
                .as("the embedded model's weights")
                .isNotNull();
        NanoProblems source = NanoProblems.heldOut(3);
        List<NanoProblem> problems = Stream.generate(source::next).limit(4).toList();
        ReflectionSettings settings = ReflectionSettings.standard()
                .withTrajectories(4)
                .withSelection(Aggregator.GEOMETRIC_MEAN, Selector.MAJORITY);
        try (ReflectiveModel model = ReflectiveModel.load(ModelOptions.embedded())) {
            var told = new AtomicInteger();
            List<ProblemResult> together =
                    new HeldOutRun(model, settings, 3, 4).over(problems, result -> told.incrementAndGet());
            assertThat(told).hasValue(4);
            assertThat(together)
                    .extracting(ProblemResult::gold)
                    .containsExactlyElementsOf(
                            problems.stream().map(NanoProblem::answer).toList());
            assertThat(together).allMatch(result -> result.samples().size() == 4);
            // The head's sums may be rounded otherwise in another batch; what is written may not differ.
            assertThat(new HeldOutRun(model, settings, 3, 1).over(problems, result -> {}))
                    .usingRecursiveComparison()
                    .withEqualsForType((one, other) -> Math.abs(one - other) < 1e-6, Double.class)
                    .isEqualTo(together);
            assertThat(new HeldOutRun(model, settings, 4, 4).over(problems, result -> {}))
                    .isNotEqualTo(together);
        }
    }
}
