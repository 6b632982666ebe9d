package io.github.metastone4j.nano.recipe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a clause that sets a number: {@code x = a * b}, which is a step of the solution, or {@code x = 3..60}, which draws a given
 * number. Operands that are not set yet are drawn to suit the operation.
 */
sealed interface Formula {

    /** Sets the number in the scene, or returns false where the numbers so far leave no way to. */
    boolean apply(Scene scene);

    /** A given number between two bounds. */
    record Draw(char target, int low, int high) implements Formula {
        @Override
        public boolean apply(Scene scene) {
            scene.set(target, new Given(Numbers.between(low, high, scene.random())));
            return true;
        }
    }

    /** A step of the solution; an operand is a letter or a literal number. */
    record Compute(char target, String left, Operation operation, String right, List<Phrase> sayings)
            implements Formula {
        @Override
        public boolean apply(Scene scene) {
            Step step = Numbers.step(operation, operand(left, scene), operand(right, scene), List.of(), scene.random());
            if (step == null) {
                return false;
            }
            keep(left, step.left(), scene);
            keep(right, step.right(), scene);
            List<String> told = new ArrayList<>(sayings.size());
            for (Phrase saying : sayings) {
                told.add(saying.in(scene));
            }
            scene.set(target, Step.of(operation, step.left(), step.right(), told));
            return true;
        }

        private static @Nullable Term operand(String name, Scene scene) {
            return isLetter(name) ? scene.term(name.charAt(0)) : new Given(Integer.parseInt(name));
        }

        private static void keep(String name, Term term, Scene scene) {
            if (isLetter(name)) {
                scene.set(name.charAt(0), term);
            }
        }

        private static boolean isLetter(String name) {
            return Character.isLetter(name.charAt(0));
        }
    }
}
