package io.sealbook.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sealbook.api.HouseRules;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls of the house, and those of this module: its rooms, and what is not on its class path at all. */
class HouseTest extends HouseRules {
    private final JavaClasses worker = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void onlyTheLineSendsRequests() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.sealbook.worker.line")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .because("whoever can send a request can send a secret: use io.sealbook.worker.line")
                .check(worker);
    }

    @Test
    void roomsDoNotKnowTheLoop() {
        noClasses()
                .that()
                .resideInAPackage("io.sealbook.worker.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sealbook.worker")
                .because("the reconciler uses the rooms, never the other way round")
                .check(worker);
    }

    @Test
    void springStaysAtTheDoor() {
        noClasses()
                .that()
                .resideInAPackage("io.sealbook.worker.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("rooms are plain Java; Wiring and the life cycle are outside of them")
                .check(worker);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.postgresql.Driver",
                "io.r2dbc.spi.ConnectionFactory",
                "org.springframework.jdbc.core.JdbcTemplate",
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
