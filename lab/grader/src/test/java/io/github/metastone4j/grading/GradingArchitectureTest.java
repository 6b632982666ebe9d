package io.github.metastone4j.grading;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Whom the grader may use. */
@AnalyzeClasses(packages = "io.github.metastone4j.grading", importOptions = ImportOption.DoNotIncludeTests.class)
class GradingArchitectureTest {

    private static final String ROOT = "io.github.metastone4j";

    @ArchTest
    static final ArchRule gradingUsesEvaluationAndSelection = noClasses()
            .should()
            .dependOnClassesThat(are(resideInAPackage(ROOT + ".."))
                    .and(DescribedPredicate.not(
                            resideInAnyPackage(ROOT + ".grading", ROOT + ".evaluation..", ROOT + ".selection"))));

    @ArchTest
    static final ArchRule onlyOneClassKnowsTheComputerAlgebra = noClasses()
            .that()
            .doNotHaveSimpleName("Algebra")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.matheclipse..", "edu.jas..");
}
