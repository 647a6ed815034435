package io.sealbook.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@AnalyzeClasses(packages = "io.sealbook.worker", importOptions = DoNotIncludeTests.class)
class HouseTest {
    @ArchTest
    static final ArchRule dockerIsKnownInOneRoom = noClasses()
            .that()
            .resideOutsideOfPackage("io.sealbook.worker.place")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.dockerjava..")
            .because("another engine must be a matter of one room");

    @ArchTest
    static final ArchRule httpIsKnownInOneRoom = noClasses()
            .that()
            .resideOutsideOfPackage("io.sealbook.worker.line")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..")
            .because("whoever can send a request can send a secret");

    @ArchTest
    static final ArchRule roomsDoNotKnowTheLoop = noClasses()
            .that()
            .resideInAnyPackage("io.sealbook.worker.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.sealbook.worker")
            .because("the reconciler uses the rooms, never the other way round");

    @ArchTest
    static final ArchRule springStaysAtTheDoor = classes()
            .that()
            .resideInAnyPackage("io.sealbook.worker.*..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackage("org.springframework..")
            .because("rooms are plain Java");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(Autowired|Inject|ComponentScan|Component|Service)")
            .because("one Wiring, constructors only");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.postgresql.Driver",
                "io.r2dbc.spi.ConnectionFactory",
                "org.springframework.jdbc.core.JdbcTemplate",
                "org.springframework.r2dbc.core.DatabaseClient",
                "org.flywaydb.core.Flyway",
                "org.axonframework.messaging.core.Message",
                "com.google.crypto.tink.Aead",
                "org.apache.kafka.clients.producer.Producer"
            })
    void theWorkerCannotEvenName(String type) {
        assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void theClassPathHoldsNoDatabaseAxonTinkOrKafka() {
        List<String> jars = List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
        assertThat(jars).isNotEmpty();
        assertThat(jars)
                .noneMatch(jar -> jar.matches("(?i).*(axon|tink|kafka|postgres|r2dbc|jdbc|hikari|flyway|h2-|sqlite).*")
                        || jar.matches("sealbook-(store|server|projections).*"));
    }
}
