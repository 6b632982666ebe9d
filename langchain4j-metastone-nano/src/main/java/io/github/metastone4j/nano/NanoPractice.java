package io.github.metastone4j.nano;

import io.github.metastone4j.StepRules;
import io.github.metastone4j.chat.Tokenizer;
import io.github.metastone4j.generation.StepPositions;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.nano.Exercise.Entry;
import io.github.metastone4j.nano.Thinking.Piece;
import io.github.metastone4j.training.TrainingText;
import io.github.metastone4j.training.TrainingText.Label;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Exercises to learn judging from, an endless stream, the same for the same seed: drills, solutions and solutions with slips.
 *
 * <p>The policy imitates all but the slips. The head is told at every step whether its line is right, and at every digit of
 * a result whether it is right so far: with labels at the steps alone the model was still guessing after two million
 * positions.
 */
final class NanoPractice implements Iterator<TrainingText> {

    private static final String DRILL_PROMPT = "<|im_start|>assistant\n<think>\n";

    private final NanoProblems problems;
    private final SplittableRandom random;
    private final Tokenizer tokenizer;
    private final @Nullable ThinkTags think;
    private final StepRule steps;
    private final double drills;

    /**
     * Exercises.
     *
     * @param drills their share, 0 to 1; half of the rest are right solutions, the other half may have slips
     */
    NanoPractice(Tokenizer tokenizer, double drills, long seed) {
        this.tokenizer = tokenizer;
        this.think = tokenizer.thinkTags();
        this.steps = StepRules.of("reference", tokenizer);
        this.drills = drills;
        this.problems = NanoProblems.training(seed);
        this.random = new SplittableRandom(seed);
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public TrainingText next() {
        if (random.nextDouble() < drills) {
            return text(DRILL_PROMPT, Exercise.drill(problems, random), "</think>");
        }
        while (true) {
            NanoProblem problem = problems.next();
            Exercise exercise = random.nextBoolean()
                    ? Exercise.right(problem.solution(), random)
                    : Exercise.sloppy(problem.solution(), random);
            if (exercise != null) {
                String response = problem.response(Integer.toString(exercise.value()), random);
                return text(NanoExample.prompt(problem.question()), exercise, "</think>\n\n" + response + "<|im_end|>");
            }
        }
    }

    private TrainingText text(String prompt, Exercise exercise, String end) {
        var writing = new Writing();
        writing.add(prompt, false);
        for (Piece piece : Thinking.write(exercise, random)) {
            Entry entry = exercise.entries().get(piece.line());
            String truth = Integer.toString(entry.line().truth());
            boolean computedRightly = truth.equals(Integer.toString(entry.line().value()));
            if (piece.isResult()) {
                int first = writing.ids.size();
                writing.add(piece.text(), entry.isRight());
                for (int digits = 1; digits <= piece.text().length(); digits++) {
                    boolean whole = digits == piece.text().length();
                    boolean right = whole
                            ? piece.text().equals(truth)
                            : truth.startsWith(piece.text().substring(0, digits));
                    writing.labels.add(new Label(first + digits - 1, right, 1));
                }
            } else {
                // A line with the wrong operands or operation goes wrong before its result.
                boolean beforeResult = !piece.text().endsWith(".\n\n");
                writing.add(piece.text(), entry.isRight() || !beforeResult || !computedRightly);
            }
        }
        writing.add(end, true);
        int[] ids = writing.ids.stream().mapToInt(Integer::intValue).toArray();
        List<Integer> positions = StepPositions.of(ids, think, steps);
        writing.labels.removeIf(label -> positions.contains(label.position()));
        for (int i = 0; i < positions.size(); i++) {
            writing.labels.add(
                    new Label(positions.get(i), exercise.entries().get(i).isRight(), 1));
        }
        var learnt = new boolean[ids.length];
        for (int i = 0; i < learnt.length; i++) {
            learnt[i] = writing.learnt.get(i);
        }
        return new TrainingText(ids, learnt, new float[0], writing.labels);
    }

    /** A text as it grows. */
    private final class Writing {

        final List<Integer> ids = new ArrayList<>();
        final List<Boolean> learnt = new ArrayList<>();
        final List<Label> labels = new ArrayList<>();

        void add(String text, boolean learn) {
            for (int id : tokenizer.encode(text)) {
                ids.add(id);
                learnt.add(learn);
            }
        }
    }
}
