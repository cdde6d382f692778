package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.provider.Adapter;

/** The rules of the house that a compiler does not know. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dependencies_point_one_way = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("api")
            .definedBy("dev.sluice.api..")
            .layer("gate")
            .definedBy("dev.sluice.gate..")
            .layer("spi")
            .definedBy("dev.sluice.provider", "dev.sluice.provider.field..")
            .layer("providers")
            .definedBy("dev.sluice.provider.aws..")
            .layer("kube")
            .definedBy("dev.sluice.kube..")
            .layer("controllers")
            .definedBy(
                    "dev.sluice.managed..",
                    "dev.sluice.config..",
                    "dev.sluice.source..",
                    "dev.sluice.manifest..",
                    "dev.sluice.sync..",
                    "dev.sluice.policy..",
                    "dev.sluice.protection..",
                    "dev.sluice.report..",
                    "dev.sluice.admission..")
            .layer("app")
            .definedBy("dev.sluice.app..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("controllers")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("kube")
            .mayOnlyBeAccessedByLayers("controllers", "app")
            .whereLayer("providers")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("spi")
            .mayOnlyBeAccessedByLayers("providers", "controllers", "app")
            .whereLayer("gate")
            .mayOnlyBeAccessedByLayers("spi", "providers", "controllers", "app")
            .because("crds <- policies, providers/spi <- controllers, and a provider is found, not named");

    @ArchTest
    static final ArchRule packages_of_the_controllers_form_no_cycle =
            slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_the_actor_changes_the_cloud = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.provider..")
            .and()
            .doNotHaveSimpleName("CloudActor")
            .should()
            .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                            com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching(
                                    "create|update|delete"))
                    .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                            com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                    com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(
                                            Adapter.class)))))
            .because("the actor takes an admitted decision, and nothing reaches around the gate");

    @ArchTest
    static final ArchRule nobody_prints = noClasses()
            .that()
            .resideOutsideOfPackages("dev.sluice.app..", "dev.sluice.e2e..", "dev.sluice.tools..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");
}
