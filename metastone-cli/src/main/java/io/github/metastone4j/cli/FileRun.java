package io.github.metastone4j.cli;

import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.training.Attempts;
import io.github.metastone4j.training.Attempts.Attempt;
import io.github.metastone4j.training.OutcomeVerifier;
import io.github.metastone4j.training.Problem;
import io.github.metastone4j.training.Sampling;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Samples and judges problems of a file, as training does. Each is sampled with a seed of its own. */
record FileRun(
        ReflectiveModel model, ReflectionSettings settings, String instruction, OutcomeVerifier verifier, long seed) {

    /** Files do not say how hard their problems are. */
    private static final int DIFFICULTY = 1;

    /**
     * The results, in the order of the problems.
     *
     * @param listener is told of each problem once it is judged
     */
    List<ProblemResult> over(List<Problem> problems, Consumer<ProblemResult> listener) {
        Iterator<Attempts> attempts = new Sampling(model, settings, instruction, seed, verifier).attempts(problems, 0);
        List<ProblemResult> results = new ArrayList<>();
        while (attempts.hasNext()) {
            Attempts one = attempts.next();
            List<Sample> samples = one.attempts().stream().map(FileRun::sample).toList();
            String gold = problems.get(one.problem()).answer();
            var result = new ProblemResult("problem " + (one.problem() + 1), DIFFICULTY, gold, samples);
            listener.accept(result);
            results.add(result);
        }
        return results;
    }

    private static Sample sample(Attempt attempt) {
        return new Sample(
                attempt.stepScores(),
                attempt.answer(),
                attempt.right(),
                attempt.logProbability(),
                attempt.output().length);
    }
}
