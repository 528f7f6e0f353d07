package io.posthorn.platform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may lean on what. */
@AnalyzeClasses(packages = "io.posthorn", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
    private static final String[] RUNTIME = {
        "io.quarkus..",
        "jakarta..",
        "java.sql..",
        "javax.sql..",
        "io.vertx..",
        "io.smallrye..",
        "org.hibernate..",
        "org.flywaydb..",
        "io.micrometer.."
    };

    @ArchTest
    static final ArchRule WIRE_IS_PLAIN_JAVA = noClasses()
            .that()
            .resideInAPackage("io.posthorn.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RUNTIME)
            .because("codecs are tested in milliseconds and outlive the framework");

    @ArchTest
    static final ArchRule WIRE_KNOWS_NOBODY = noClasses()
            .that()
            .resideInAPackage("io.posthorn.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.posthorn.platform..", "io.posthorn.embedded..")
            .because("dependencies point inward: services, platform, wire");

    @ArchTest
    static final ArchRule PURE_PACKAGES_ARE_PLAIN_JAVA = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.posthorn.platform.policy..",
                    "io.posthorn.platform.arn..",
                    "io.posthorn.platform.secret..",
                    "io.posthorn.platform.event..",
                    "io.posthorn.platform.shard..",
                    "io.posthorn.platform.call..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(RUNTIME)
            .because("decisions, values and contracts need no event loop, container or database to be right");

    @ArchTest
    static final ArchRule NO_SERVICE_IS_KNOWN_HERE = noClasses()
            .that()
            .resideInAPackage("io.posthorn.platform..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.posthorn.signer..",
                    "io.posthorn.queue..",
                    "io.posthorn.topic..",
                    "io.posthorn.broker..",
                    "io.posthorn.embedded..")
            .because("services meet over Kafka and the edge, not over shared classes");

    @ArchTest
    static final ArchRule THE_REAL_CLASSES_ARE_LOOKED_AT = classes()
            .that()
            .haveFullyQualifiedName("io.posthorn.wire.ServiceCodec")
            .or()
            .haveFullyQualifiedName("io.posthorn.platform.policy.PolicyEvaluator")
            .should()
            .bePublic()
            .because("rules about classes that were not found would always hold");
}
