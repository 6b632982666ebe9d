package io.github.metastone4j.evaluation.rollout;

import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.evaluation.rollout.Attempts.Attempt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Samples and grades problems, as training does, for an evaluation. Each problem is sampled with a seed of its own, so that neither
 * their number nor what runs beside them changes what is drawn.
 */
public final class EvaluationRun {

    private final ReflectiveModel model;
    private final ReflectionSettings settings;
    private final Sampling sampling;

    /**
     * A run with a loaded model.
     *
     * @param settings how many trajectories each problem has, and how they are drawn
     * @param instruction appended to every question; may be empty
     */
    public EvaluationRun(
            ReflectiveModel model,
            ReflectionSettings settings,
            String instruction,
            long seed,
            OutcomeVerifier verifier) {
        this.model = model;
        this.settings = settings;
        this.sampling = new Sampling(model, settings, instruction, seed, verifier);
    }

    /** Everything that fixes the samples of these problems: for {@link SampleStore#open}. */
    public Map<String, String> identity(List<RatedProblem> problems) {
        Checkpoint checkpoint = model.checkpoint();
        Map<String, String> identity = new TreeMap<>(sampling.identity(plain(problems)));
        identity.put("weights", checkpoint.digest());
        identity.put("parameters", String.valueOf(checkpoint.parameters()));
        identity.put("stepRule", settings.stepRule() == null ? "standard" : settings.stepRule());
        return identity;
    }

    /**
     * Samples problems; their results come in order.
     *
     * @param listener is told of each problem once it is graded
     */
    public List<ProblemResult> over(List<RatedProblem> problems, Consumer<ProblemResult> listener) {
        return results(problems, sampling.attempts(plain(problems), 0), listener);
    }

    /**
     * The same with so many problems at once: 1 shows how long each takes alone.
     *
     * @throws IllegalArgumentException if {@code atOnce} is less than 1
     */
    public List<ProblemResult> over(List<RatedProblem> problems, int atOnce, Consumer<ProblemResult> listener) {
        if (atOnce < 1) {
            throw new IllegalArgumentException(atOnce + " problems at once; give at least 1");
        }
        return results(problems, sampling.attempts(plain(problems), 0, atOnce), listener);
    }

    private List<ProblemResult> results(
            List<RatedProblem> problems, Iterator<Attempts> all, Consumer<ProblemResult> listener) {
        List<ProblemResult> results = new ArrayList<>();
        while (all.hasNext()) {
            ProblemResult result = result(problems, all.next());
            listener.accept(result);
            results.add(result);
        }
        return results;
    }

    /**
     * Samples those problems that a store does not have yet and keeps them there. However often a run was stopped, the file is in
     * the end the same, to the last byte, on the same machine with the same number of threads.
     *
     * @param listener is told of each further problem once it is on the disk
     * @return the results of all problems, those that were there included
     */
    public List<ProblemResult> over(List<RatedProblem> problems, SampleStore store, Consumer<ProblemResult> listener) {
        sampling.attemptInGroups(plain(problems), store.problems(), attempts -> {
            ProblemResult result = result(problems, attempts);
            store.append(result, problems.get(attempts.problem()).problem().question());
            listener.accept(result);
        });
        return store.results();
    }

    private static List<Problem> plain(List<RatedProblem> problems) {
        return problems.stream().map(RatedProblem::problem).toList();
    }

    private ProblemResult result(List<RatedProblem> problems, Attempts attempts) {
        RatedProblem problem = problems.get(attempts.problem());
        return new ProblemResult(
                "problem " + (attempts.problem() + 1),
                problem.difficulty(),
                problem.problem().answer(),
                IntStream.range(0, attempts.attempts().size())
                        .mapToObj(number -> sample(attempts, number))
                        .toList());
    }

    private Sample sample(Attempts attempts, int number) {
        Attempt attempt = attempts.attempts().get(number);
        List<Integer> ends = attempt.stepScores().isEmpty() ? List.of() : stepEnds(attempts, number);
        return new Sample(
                attempt.stepScores(),
                ends,
                attempt.answer(),
                attempt.right(),
                attempt.logProbability(),
                attempt.output().length,
                attempt.thinking(),
                !attempt.cut());
    }

    /** The step that is scored at a position ends with the token behind it. */
    private List<Integer> stepEnds(Attempts attempts, int number) {
        return attempts.scoredPositions(number, model.tokenizer().thinkTags(), model.stepRule(settings)).stream()
                .map(position -> position + 2 - attempts.prompt().length)
                .toList();
    }
}
