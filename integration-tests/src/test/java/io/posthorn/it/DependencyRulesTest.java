package io.posthorn.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which modules may lean on which: services on platform, platform on wire, and no service on another. */
@AnalyzeClasses(packages = "io.posthorn", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.posthorn..")
            .layer("standalone")
            .definedBy("io.posthorn.standalone..")
            .layer("signer")
            .definedBy("io.posthorn.signer..")
            .layer("queue")
            .definedBy("io.posthorn.queue..")
            .layer("topic")
            .definedBy("io.posthorn.topic..")
            .layer("embedded")
            .definedBy("io.posthorn.embedded..")
            .layer("platform")
            .definedBy("io.posthorn.platform..")
            .layer("wire")
            .definedBy("io.posthorn.wire..")
            .whereLayer("standalone")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("signer")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("queue")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("topic")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("embedded")
            .mayOnlyBeAccessedByLayers("standalone")
            .whereLayer("platform")
            .mayOnlyBeAccessedByLayers("standalone", "signer", "queue", "topic")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("platform", "signer", "queue", "topic")
            .because("services meet over Kafka and the edge; platform and wire know none of them");

    @ArchTest
    static final ArchRule MODULES_DO_NOT_GO_ROUND_IN_CIRCLES =
            slices().matching("io.posthorn.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THERE_IS_NO_MODULE_BESIDE_THESE = classes()
            .should()
            .resideInAnyPackage(
                    "io.posthorn.standalone..",
                    "io.posthorn.signer..",
                    "io.posthorn.queue..",
                    "io.posthorn.topic..",
                    "io.posthorn.embedded..",
                    "io.posthorn.platform..",
                    "io.posthorn.wire..")
            .because("a new module needs a place in the layers above");
}
