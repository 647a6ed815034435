package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Health;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.http.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Secrets that change inside a container which stays. */
class RefreshIT extends YardStories {
    private static final int REFRESHES = Boolean.getBoolean("sealbook.soak") ? 100 : 5;

    RefreshIT() {
        super(DeploymentSpec.Placement.MEMORY);
    }

    private static byte[] large(int number) {
        return Integer.toString(number).repeat(20_000).getBytes(UTF_8);
    }

    private static String sum(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void theFilesChangeAndTheContainerStays() throws Exception {
        DeploymentId web = yard.ledger.order(name, yard.image, password("old"));
        String first = yard.placed(web).container();
        String started = Yard.inspect(name, "{{.State.StartedAt}}");

        yard.ledger.refresh(web, "db_password", "new".getBytes(UTF_8));
        Report report = yard.placed(web);

        assertThat(report.container()).isEqualTo(first);
        assertThat(report.versions())
                .singleElement()
                .satisfies(one -> assertThat(one.version()).isEqualTo(2));
        assertThat(Yard.inspect(name, "{{.Id}} {{.State.StartedAt}}")).isEqualTo(first + " " + started);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("new".getBytes(UTF_8));
        assertThat(Cli.docker("exec", name, "stat", "-L", "-c", "%a %u %g", "/run/secrets/db_password")
                        .text())
                .startsWith("400 0 0");
        assertThat(yard.ledger.steps(web)).containsExactly(Step.STARTED, Step.REFRESHED);
        List<Path> sets = yard.memory(web);
        assertThat(sets).as("the old files are wiped and gone").hasSize(1);
        assertThat(Files.readString(sets.getFirst().resolve("db_password"))).isEqualTo("new");

        assertThat(Cli.docker("restart", "-t", "1", name).status()).isZero();
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("new".getBytes(UTF_8));
    }

    @Test
    void aReaderNeverMissesAFileAndNeverSeesHalfOfOne() throws Exception {
        DeploymentId web = yard.ledger.order(name, yard.image, Map.of("large", large(0)));
        yard.placed(web);
        Set<String> right = new HashSet<>(Set.of(sum(large(0))));
        Process reader = new ProcessBuilder(
                        "docker",
                        "exec",
                        name,
                        "sh",
                        "-c",
                        "until [ -e /tmp/stop ]; do sha256sum < /run/secrets/large || echo missed; done")
                .redirectErrorStream(true)
                .redirectOutput(yard.keyFile.resolveSibling(name).toFile())
                .start();
        try {
            for (int number = 1; number <= REFRESHES; number++) {
                right.add(sum(large(number)));
                yard.ledger.refresh(web, "large", large(number));
                yard.placed(web);
            }
            Cli.must(List.of("docker", "exec", name, "touch", "/tmp/stop"));
            await().atMost(Yard.PATIENCE).until(() -> !reader.isAlive());
            List<String> reads = Files.readAllLines(yard.keyFile.resolveSibling(name)).stream()
                    .map(line -> line.split(" ", 2)[0])
                    .toList();
            assertThat(reads).hasSizeGreaterThan(REFRESHES).allMatch(right::contains);
            assertThat(Set.copyOf(reads)).hasSizeGreaterThan(REFRESHES / 2);
        } finally {
            reader.destroy();
            Files.deleteIfExists(yard.keyFile.resolveSibling(name));
        }
    }

    /** The reader's health check calls this value bad. */
    private static Hosting unlessBad() {
        return new Hosting(
                null,
                null,
                new Health(
                        List.of("sh", "-c", "test \"$(cat /run/secrets/db_password)\" != bad"),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(10),
                        null,
                        2),
                null,
                null);
    }

    @Test
    void filesWithWhichTheContainerIsUnhealthyAreTakenBack() {
        DeploymentId web = yard.ledger.hosted(name, yard.image, TestImage.LIVES, password("good"), unlessBad());
        String first = yard.placed(web).container();

        yard.ledger.refresh(web, "db_password", "bad".getBytes(UTF_8));
        Report report = yard.outcome(web);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("unhealthy").contains("has the files of generation 1");
        assertThat(Yard.inspect(name, "{{.Id}} {{.State.Running}}")).isEqualTo(first + " true");
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("good".getBytes(UTF_8));
        assertThat(yard.memory(web)).hasSize(1);
        assertThat(yard.ledger.steps(web))
                .containsExactly(Step.STARTED, Step.HEALTHY, Step.REFRESHED, Step.ROLLED_BACK);

        yard.ledger.refresh(web, "db_password", "better".getBytes(UTF_8));
        assertThat(yard.placed(web).container()).isEqualTo(first);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("better".getBytes(UTF_8));
        assertThat(yard.ledger.steps(web)).endsWith(Step.REFRESHED, Step.HEALTHY);
    }

    @Test
    void aContainerThatIsUnhealthyWithItsOldFilesHasTimeToRecoverWithTheNewOnes() {
        DeploymentId web = yard.ledger.hosted(name, yard.image, TestImage.LIVES, password("good"), unlessBad());
        String first = yard.placed(web).container();
        yard.placeInMemory(web, "db_password", "bad");
        await().atMost(Yard.PATIENCE)
                .until(() -> Yard.inspect(name, "{{.State.Health.Status}}").equals("unhealthy"));

        yard.ledger.refresh(web, "db_password", "better".getBytes(UTF_8));
        assertThat(yard.placed(web).container()).isEqualTo(first);
        assertThat(Yard.inspect(name, "{{.State.Health.Status}}")).isEqualTo("healthy");
    }

    @Test
    void aRefreshedContainerWhoseHostLostItsMemoryGetsTheNewFilesBack() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("old"));
        String container = yard.placed(web).container();
        yard.ledger.refresh(web, "db_password", "new".getBytes(UTF_8));
        yard.placed(web);
        worker.stop();
        for (String directory : yard.directories(web)) {
            Cli.must(List.of("rm", "-rf", yard.memoryRoot.resolve(directory).toString()));
        }
        assertThat(Cli.docker("restart", "-t", "1", name).status()).isNotZero();

        worker = yard.worker();
        await().atMost(Yard.PATIENCE)
                .until(() -> Yard.inspect(name, "{{.Id}} {{.State.Running}}").equals(container + " true"));
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("new".getBytes(UTF_8));
    }
}
