package io.posthorn.signer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependencyRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.posthorn.signer");

    @Test
    void theSignatureCoreIsPlainJava() {
        noClasses()
                .that()
                .resideInAPackage("io.posthorn.signer.sigv4")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..", "javax.crypto..", "org.jspecify..", "io.posthorn.wire", "io.posthorn.signer.sigv4")
                .because("it is tested against thousands of vectors without starting anything")
                .check(CLASSES);
    }

    @Test
    void featuresDoNotKnowTheDoor() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.posthorn.signer.identity",
                        "io.posthorn.signer.notification",
                        "io.posthorn.signer.throttle",
                        "io.posthorn.signer.upstream",
                        "io.posthorn.signer.sts")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.posthorn.signer.edge", "io.posthorn.signer")
                .because("dependencies point from the door inward")
                .check(CLASSES);
    }

    @Test
    void noOtherServiceIsKnown() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.posthorn.queue..", "io.posthorn.topic..", "io.posthorn.broker..")
                .because("services meet over Kafka and over the edge's upstream")
                .check(CLASSES);
    }
}
