package io.github.metastone4j.lab;

import io.github.metastone4j.evaluation.rollout.Problem;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Problems to learn from: a user's own, or those of the embedded model. */
class QuestionArguments extends ProblemFileArguments {

    private static final String NANO = "nano";

    @Option(
            names = "--problems",
            paramLabel = "FILE",
            description = "JSON lines with question and answer; or 'nano', the embedded model's own, its default")
    private @Nullable String problems;

    /**
     * Whether the embedded model's own problems are meant, rather than {@link #ofFile}.
     *
     * @param embedded whether the model is the embedded one
     */
    final boolean areNano(boolean embedded) {
        return NANO.equals(problems) || (problems == null && embedded);
    }

    final List<Problem> ofFile() {
        if (problems == null) {
            throw new IllegalArgumentException("--problems is missing; name a file of JSON lines with question and"
                    + " answer, or 'nano' for the embedded model's own problems");
        }
        return read(Path.of(problems));
    }
}
