package io.github.metastone4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionEvent;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.kernel.AllowedTokens;
import io.github.metastone4j.kernel.Kernels;
import io.github.metastone4j.kernel.TorchSource;
import io.github.metastone4j.kernel.WeightLayout;
import java.util.Arrays;
import java.util.stream.Stream;

/** Who may use whom within a module; what lies between modules is in their poms. */
@AnalyzeClasses(packages = "io.github.metastone4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.metastone4j";
    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage(ROOT + "..");

    @ArchTest
    static final ArchRule theRootUsesEveryRoomButTrainingAndEvaluation = room(
            ROOT, "chat..", "tokenizer", "checkpoint", "kernel", "generation", "effort", "search", "selection", "spi");

    @ArchTest
    static final ArchRule whatIsReportedHasNoTypesOfTheDecodeLoop = noClasses()
            .that(belongToAnyOf(
                    Reflection.class,
                    ReflectionEvent.class,
                    ReflectionListener.class,
                    ReflectionTrajectory.class,
                    MetaStoneChatResponseMetadata.class))
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT + ".generation", ROOT + ".kernel"));

    @ArchTest
    static final ArchRule chatUsesJinjaTheTokenizerThinkTagsAndAllowedTokensAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".chat..")
            .should()
            .dependOnClassesThat(
                    OURS.and(not(resideInAnyPackage(ROOT + ".chat..", ROOT + ".jinja", ROOT + ".tokenizer")))
                            .and(not(type(ThinkTags.class)))
                            .and(not(type(AllowedTokens.class))));

    @ArchTest
    static final ArchRule theTokenizerUsesThinkTagsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".tokenizer")
            .should()
            .dependOnClassesThat(
                    OURS.and(not(resideInAPackage(ROOT + ".tokenizer"))).and(not(type(ThinkTags.class))));

    @ArchTest
    static final ArchRule theCheckpointUsesNothingOfOurs = room(ROOT + ".checkpoint");

    @ArchTest
    static final ArchRule theKernelUsesTheCheckpoint = room(ROOT + ".kernel", "checkpoint");

    @ArchTest
    static final ArchRule theKernelThatTrainsUsesTheOneThatDecodes =
            room(ROOT + ".training.kernel", "kernel", "checkpoint");

    @ArchTest
    static final ArchRule generationUsesTheKernel = room(ROOT + ".generation", "kernel");

    @ArchTest
    static final ArchRule selectionUsesNothingOfOurs = room(ROOT + ".selection");

    @ArchTest
    static final ArchRule effortUsesGenerationSelectionAndTheCheckpoint =
            room(ROOT + ".effort", "checkpoint", "generation", "selection");

    @ArchTest
    static final ArchRule searchUsesGenerationAndSelection = room(ROOT + ".search", "generation", "selection");

    @ArchTest
    static final ArchRule convertUsesTheCheckpoint = room(ROOT + ".training.convert", "checkpoint");

    @ArchTest
    static final ArchRule evaluationUsesSelectionAndEffort = room(ROOT + ".evaluation", "effort", "selection");

    @ArchTest
    static final ArchRule onlyTheKernelsKnowTensors = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".kernel", ROOT + ".training.kernel")
            .should()
            .dependOnClassesThat(resideInAPackage("ai.djl..").and(not(resideInAPackage("ai.djl.huggingface.."))));

    @ArchTest
    static final ArchRule theKernelsInsideIsSharedWithTheOneThatTrainsAlone = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".kernel", ROOT + ".training.kernel")
            .should()
            .dependOnClassesThat(type(Kernels.class).or(type(TorchSource.class)).or(type(WeightLayout.class)));

    @ArchTest
    static final ArchRule onlyTheTokenizerKnowsItsLibrary = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".tokenizer")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.huggingface..");

    private static ArchRule room(String room, String... used) {
        String[] allowed = Stream.concat(Stream.of(room), Arrays.stream(used).map(name -> ROOT + "." + name))
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat(OURS.and(not(resideInAnyPackage(allowed))));
    }
}
