package io.github.metastone4j.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The grader in a world without computer algebra. */
class LazyAlgebraTest {

    @Test
    void numbers_structures_words_and_most_wrong_answers_need_no_computer_algebra() throws Exception {
        OutcomeVerifier grader = withoutAlgebra();

        assertThat(grader.isRight(new Problem("", "1,234.50"), "\\boxed{\\frac{2469}{2}}"))
                .isTrue();
        assertThat(grader.isRight(new Problem("", "2\\frac{1}{3}"), "\\boxed{7/3}"))
                .isTrue();
        assertThat(grader.isRight(new Problem("", "\\{1, 2\\}"), "\\boxed{2, 1}"))
                .isTrue();
        assertThat(grader.isRight(new Problem("", "5\\text{ cm}"), "\\boxed{5}"))
                .isTrue();
        assertThat(grader.isRight(new Problem("", "[1, \\infty)"), "\\boxed{x \\ge 1}"))
                .isTrue();
        assertThat(grader.isRight(new Problem("", "Tuesday"), "\\boxed{\\text{tuesday}}"))
                .isTrue();
        assertThat(grader.isRight(new Problem("", "\\sqrt{2}"), "\\boxed{\\sqrt{3}}"))
                .isFalse();
    }

    @Test
    void without_it_a_verdict_that_needs_it_is_an_error_that_says_what_is_missing() {
        assertThatThrownBy(() -> withoutAlgebra().isRight(new Problem("", "x+1"), "\\boxed{1+x}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("org.matheclipse:matheclipse-core");
    }

    private static OutcomeVerifier withoutAlgebra() throws ClassNotFoundException {
        Class<?> graders = new WithoutAlgebra().loadClass(AnswerGrader.class.getName());
        return (OutcomeVerifier) graders.getEnumConstants()[AnswerGrader.MATHS.ordinal()];
    }

    /** Loads the grader anew, and knows no Symja. */
    private static final class WithoutAlgebra extends ClassLoader {

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.matheclipse.") || name.startsWith("edu.jas.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.github.metastone4j.grading.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
