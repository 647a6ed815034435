package io.sealbook.api;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The walls of the house. Every module has one test class that extends this; it checks the module's own classes, which
 * Maven lays in {@code target}. Each message says what to use instead.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HouseRules {
    static {
        // Every rule goes by names; looking up the classes of every library would take most of a minute.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    private final JavaClasses main;
    private final JavaClasses tests;
    private final JavaClasses all;

    protected HouseRules() {
        this(new ClassFileImporter().importPath(Path.of("target", "classes")));
    }

    /** For a module that cannot depend on this one: its classes, from wherever they are. */
    protected HouseRules(JavaClasses main) {
        this.main = main;
        this.tests = new ClassFileImporter().importPath(Path.of("target", "test-classes"));
        this.all = new ClassFileImporter()
                .importPaths(List.of(Path.of("target", "classes"), Path.of("target", "test-classes")));
    }

    @Test
    public void thereAreClassesToCheck() {
        assertThat(main).as("classes of this module").isNotEmpty();
        assertThat(tests).as("tests of this module").isNotEmpty();
    }

    // --- one foreign library, one room

    @Test
    public void onlySealKnowsTink() {
        check(onlyIn(List.of("io.sealbook.seal"), "com.google.crypto.tink..")
                .because("what is sealed how is decided in one room: use io.sealbook.seal's ValueSeal, MetadataSeal"
                        + " and Pseudonyms"));
    }

    @Test
    public void onlyTheKeepersOfTablesKnowSql() {
        check(onlyIn(
                        List.of(
                                "io.sealbook.store..",
                                "io.sealbook.seal..",
                                "io.sealbook.projections..",
                                "io.sealbook.standalone.."),
                        "java.sql..",
                        "javax.sql..",
                        "io.r2dbc..",
                        "org.postgresql..",
                        "com.zaxxer..",
                        "org.flywaydb..")
                .because("a table has one owner: ask io.sealbook.store for events, a projection for what it shows"));
    }

    @Test
    public void onlyPlaceKnowsTheContainerEngine() {
        check(onlyIn(List.of("io.sealbook.worker.place"), "com.github.dockerjava..")
                .because("an engine is one placement of several: speak to io.sealbook.worker.place"));
    }

    @Test
    public void onlyTheMirrorKnowsKafka() {
        check(onlyIn(List.of("io.sealbook.projections.mirror"), "org.apache.kafka..")
                .because("Kafka carries what is committed, in ledger order, and only io.sealbook.projections.mirror"
                        + " can keep that promise"));
    }

    // --- who may know whom

    @Test
    public void proofNeedsNothingButTheJdk() {
        check(classes()
                .that()
                .resideInAPackage("io.sealbook.proof..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.sealbook.proof..", "java..", "org.jspecify.annotations"))
                .because("a stranger verifies with it: whatever it needs, the stranger has to trust"));
    }

    @Test
    public void theSharedLanguageStaysLight() {
        check(noClasses()
                .that()
                .resideInAPackage("io.sealbook.api..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.springframework..",
                        "org.axonframework..",
                        "reactor..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.databind..",
                        "com.fasterxml.jackson.core.."))
                .because("every module and every client speaks it: annotations of Jackson and records are enough"));
    }

    @Test
    public void nobodyCompilesAgainstTheServer() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.sealbook.server..", "io.sealbook.standalone..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sealbook.server..")
                .because("the server is the only writer: send it a request of io.sealbook.api.http"));
    }

    @Test
    public void theWorkerKnowsNoLedger() {
        check(noClasses()
                .that()
                .resideInAPackage("io.sealbook.worker..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.sealbook.store..",
                        "io.sealbook.seal..",
                        "io.sealbook.access..",
                        "io.sealbook.projections..",
                        "org.axonframework.."))
                .because("the worker speaks HTTP with its own key and nothing else: use io.sealbook.api.http"));
    }

    @Test
    public void roomsHaveNoCycles() {
        check(slices().matching("io.sealbook.(**)")
                .should()
                .beFreeOfCycles()
                .because("two rooms that need each other are one room, or a third one wants out"));
    }

    // --- decisions

    @Test
    public void aDecisionIsPlainJava() {
        check(noClasses()
                .that()
                .haveSimpleNameEndingWith("Decision")
                .or()
                .haveSimpleNameEndingWith("Decisions")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework..", "org.axonframework..", "reactor.."))
                .because("a decision is a pure function of state, command and time: take them as arguments"));
    }

    // --- waiting

    @Test
    public void nobodyBlocksOnReactor() {
        check(noClasses()
                .should()
                .callMethodWhere(called(BLOCKING, "reactor.core.publisher.Mono", "reactor.core.publisher.Flux"))
                .because("an event loop that waits serves nobody: return the Mono; where a thread must wait, use"
                        + " toFuture().get(timeout) on a thread of your own"));
    }

    @Test
    public void testsBlockOnReactorWithADeadline() {
        checkTests(noClasses()
                .should()
                .callMethodWhere(called(BLOCKING, "reactor.core.publisher.Mono", "reactor.core.publisher.Flux")
                        .and(withoutArguments()))
                .because("a test that waits for ever says nothing: use block(Duration)"));
    }

    @Test
    public void nobodyWaitsWithoutADeadline() {
        checkAll(noClasses()
                .should()
                .callMethodWhere(called(
                                Set.of("join", "get"),
                                "java.util.concurrent.CompletableFuture",
                                "java.util.concurrent.Future")
                        .and(withoutArguments()))
                .because("what never comes must not be waited for: use get(timeout, unit), or thenApply and"
                        + " orTimeout"));
    }

    @Test
    public void publishersAreVerifiedWithADeadline() {
        checkTests(noClasses()
                .should()
                .callMethodWhere(called(
                                Set.of(
                                        "verify",
                                        "verifyComplete",
                                        "verifyError",
                                        "verifyErrorMessage",
                                        "verifyTimeout"),
                                "reactor.test.StepVerifier",
                                "reactor.test.StepVerifier$LastStep")
                        .and(withoutADuration()))
                .because("a publisher may never end: use expectComplete().verify(Duration)"));
    }

    @Test
    public void testsDoNotSleep() {
        checkTests(noClasses()
                .should()
                .callMethodWhere(called(Set.of("sleep"), "java.lang.Thread", "java.util.concurrent.TimeUnit"))
                .because("a sleep is too short or too long: use Awaitility with atMost"));
    }

    // --- words

    @Test
    public void namesSayWhatAThingIs() {
        checkAll(noClasses()
                .should()
                .haveNameMatching(".*(Impl|Util|Utils|Helper|Helpers|Manager)")
                .because("such names fit everything: name the noun that it is"));
    }

    @Test
    public void everyPackageIsNullMarked() {
        check(classes()
                .that(are(inThisHouse()))
                .should(resideInANullMarkedPackage())
                .because("null is checked by the compiler: give the package a package-info.java with @NullMarked"));
    }

    private static final Set<String> BLOCKING =
            Set.of("block", "blockOptional", "blockFirst", "blockLast", "toIterable", "toStream");

    private void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(main);
    }

    private void checkTests(ArchRule rule) {
        rule.allowEmptyShould(true).check(tests);
    }

    private void checkAll(ArchRule rule) {
        rule.allowEmptyShould(true).check(main);
        rule.allowEmptyShould(true).check(all);
    }

    private static ArchRule onlyIn(List<String> rooms, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(rooms.toArray(String[]::new))
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries));
    }

    private static DescribedPredicate<JavaClass> inThisHouse() {
        return describe("of Sealbook", type -> type.getPackageName().startsWith("io.sealbook"));
    }

    private static DescribedPredicate<JavaCall<?>> called(Set<String> methods, String... owners) {
        return describe(methods + " of " + Arrays.toString(owners), call -> {
            CodeUnitCallTarget target = call.getTarget();
            return methods.contains(target.getName())
                    && Arrays.stream(owners)
                            .anyMatch(owner -> target.getOwner().getName().equals(owner));
        });
    }

    private static DescribedPredicate<JavaCall<?>> withoutArguments() {
        return describe(
                "without arguments",
                call -> call.getTarget().getRawParameterTypes().isEmpty());
    }

    private static DescribedPredicate<JavaCall<?>> withoutADuration() {
        return describe(
                "without a Duration",
                call -> call.getTarget().getRawParameterTypes().stream()
                        .noneMatch(type -> type.isEquivalentTo(Duration.class)));
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }
}
