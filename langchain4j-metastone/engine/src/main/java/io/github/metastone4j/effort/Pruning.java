package io.github.metastone4j.effort;

import io.github.metastone4j.generation.Trajectory;
import java.util.ArrayList;
import java.util.List;

/**
 * Which trajectories are given up while they think, since they can hardly overtake the best any more.
 *
 * <p>A trajectory is judged by the mean log-odds of the steps it has finished. Each of these means is taken as normal around what it
 * would be in the end, with the variance s^2 / m: s^2 is that of single steps around the mean of their trajectory, pooled over the
 * request, and m the number of steps. So the chance that a trajectory with mean a after m steps overtakes the best, with mean b
 * after n, is Phi((a - b) / (s sqrt(1/m + 1/n))). Nothing is given up before s^2 rests on {@value #LEAST_FREEDOM} degrees of
 * freedom, and the best never is.
 *
 * @param chance in [0, 0.5): those with less are given up; 0 gives up none
 */
public record Pruning(double chance) {

    private static final int LEAST_FREEDOM = 4;

    public Pruning {
        require(chance);
    }

    static double require(double chance) {
        if (!(chance >= 0 && chance < 0.5)) {
            throw new IllegalArgumentException("pruning is " + chance
                    + "; it must be at least 0, which gives up no trajectory, and less than 0.5");
        }
        return chance;
    }

    /**
     * Whether each trajectory that thinks is given up.
     *
     * @param thinking scores in [0, 1] of the steps that each has finished
     * @param others the same of those that have thought
     * @return one for each that thinks, in the same order
     */
    public List<Boolean> givenUp(List<List<Double>> thinking, List<List<Double>> others) {
        return judge(
                thinking.stream().map(Evidence::of).toList(),
                others.stream().map(Evidence::of).toList());
    }

    /** The same, by what the steps of each say. */
    public List<Boolean> judge(List<Evidence> thinking, List<Evidence> others) {
        int freedom = 0;
        double squares = 0;
        Evidence best = Evidence.NONE;
        for (List<Evidence> some : List.of(thinking, others)) {
            for (Evidence one : some) {
                freedom += one.freedom();
                squares += one.squares();
                best = one.steps() > 0 && (best.steps() == 0 || one.mean() > best.mean()) ? one : best;
            }
        }
        List<Boolean> givenUp = new ArrayList<>();
        for (Evidence one : thinking) {
            givenUp.add(chance > 0
                    && freedom >= LEAST_FREEDOM
                    && one.steps() > 0
                    && one.mean() < best.mean()
                    && one.overtakes(best, squares / freedom) < chance);
        }
        return givenUp;
    }

    /** The same for trajectories of the decode loop. */
    List<Boolean> ofTrajectories(List<Trajectory> thinking, List<Trajectory> others) {
        return givenUp(
                thinking.stream().map(Trajectory::stepScores).toList(),
                others.stream()
                        .filter(one -> one.ending() != Trajectory.Ending.STOPPED)
                        .map(Trajectory::stepScores)
                        .toList());
    }
}
