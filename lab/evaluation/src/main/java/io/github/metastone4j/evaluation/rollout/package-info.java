/** Problems, what a model writes for them, and the verdicts; kept in files that outlive the process. */
@NullMarked
package io.github.metastone4j.evaluation.rollout;

import org.jspecify.annotations.NullMarked;
