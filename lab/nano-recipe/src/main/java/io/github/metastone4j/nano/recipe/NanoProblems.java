package io.github.metastone4j.nano.recipe;

import io.github.metastone4j.evaluation.rollout.Problem;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An endless stream of problems, the same for the same seed: half bare expressions, half word problems, 2 to 5 steps each.
 *
 * <p>Training and held-out problems differ by construction: a hash of the computation, regardless of words and of the order of
 * commuting operands, decides to which side a problem belongs. One in sixteen is held out.
 */
public final class NanoProblems {

    private static final List<Story> STORIES = StoryBook.read();
    private static final int HELD_OUT_ONE_IN = 16;

    private final RandomGenerator random;
    private final boolean heldOut;

    private NanoProblems(long seed, boolean heldOut) {
        this.random = new SplittableRandom(seed);
        this.heldOut = heldOut;
    }

    /** Problems to learn from. */
    public static NanoProblems training(long seed) {
        return new NanoProblems(seed, false);
    }

    /** Problems to measure with: none of their computations occurs in training. */
    public static NanoProblems heldOut(long seed) {
        return new NanoProblems(seed, true);
    }

    /** The next problem. */
    public NanoProblem next() {
        int operations = Numbers.between(2, 5, random);
        boolean story = random.nextBoolean();
        while (true) {
            NanoProblem problem = story ? story(operations) : Expressions.draw(operations, random);
            if (problem != null && isHeldOut(problem.solution()) == heldOut) {
                return problem;
            }
        }
    }

    /** The next ones, as a training run takes them. */
    public List<Problem> take(int count) {
        return Stream.generate(this::next)
                .limit(count)
                .map(problem -> new Problem(problem.question(), problem.answer()))
                .toList();
    }

    private @Nullable NanoProblem story(int operations) {
        return STORIES.get(random.nextInt(STORIES.size())).tell(operations, random);
    }

    static boolean isHeldOut(Step solution) {
        return Long.remainderUnsigned(hash(solution), HELD_OUT_ONE_IN) == 0;
    }

    private static long hash(Term term) {
        if (!(term instanceof Step step)) {
            return mix(term.value());
        }
        long left = hash(step.left());
        long right = hash(step.right());
        return mix((step.operation().commutes() ? left + right : left + 3 * right)
                + step.operation().sign());
    }

    /** Spreads every bit of the input over the whole result. */
    private static long mix(long value) {
        long mixed = (value + 0x9E3779B97F4A7C15L) * 0xD1342543DE82EF95L;
        mixed = (mixed ^ mixed >>> 32) * 0xDABA0B6EB09322E3L;
        mixed = (mixed ^ mixed >>> 29) * 0xDABA0B6EB09322E3L;
        return mixed ^ mixed >>> 32;
    }
}
