package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Secrets that a client before the command fetches with a token, in an image with a shell and wget. */
class ClientPlacementIT extends PlacementStories {
    ClientPlacementIT() {
        super(DeploymentSpec.Placement.CLIENT);
    }

    @Override
    void loseMemory(DeploymentId deployment) {
        yard.loseDirectories(deployment, name);
    }

    @Override
    List<Integer> knownVersions(int version) {
        return List.of(); // what the token opened is the ledger's own record
    }

    @Test
    void theTokenIsSpentAndGoneAndNothingSecretIsToldToTheEngine() {
        byte[] binary = {0, (byte) 0xff, '\n', ' ', '\r', '\n'};
        DeploymentId web =
                yard.ledger.order(name, yard.image, Map.of("db_password", "a b\n".getBytes(UTF_8), "key", binary));
        yard.placed(web);

        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("a b\n".getBytes(UTF_8));
        assertThat(Yard.read(name, "/run/secrets/key")).isEqualTo(binary);
        assertThat(stat("key")).isEqualTo("400 0 0");
        assertThat(Cli.docker("exec", name, "ls", "-a", "/run/secrets").text())
                .doesNotContain(".token")
                .doesNotContain(".nonce")
                .doesNotContain(".answer");
        assertThat(Cli.docker("exec", name, "env").text())
                .contains("DB_PASSWORD_FILE=/run/secrets/db_password")
                .doesNotContain(LedgerDouble.TOKEN);
        assertThat(Yard.inspect(name, "{{json .}}")).doesNotContain(LedgerDouble.TOKEN);
        assertThat(Cli.docker("logs", name).text()).isEmpty();
    }

    @Test
    void anOwnerWhomTheContainerCannotServeIsObjectedToBeforeAnyTokenIsIssued() {
        int issued = yard.ledger.tokensIssued();
        DeploymentId web = yard.ledger.order(
                name,
                yard.image,
                TestImage.LIVES,
                password("x"),
                List.of(new Orders.File("db_password", "0400", 4711)),
                null);
        Report report = yard.outcome(web);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("another user");
        assertThat(yard.ledger.tokensIssued()).isEqualTo(issued);
        assertThat(yard.containers(web)).isEmpty();
    }

    @Test
    void aLedgerThatIsBusyOrWhoseAnswerIsLostIsAskedAgain() {
        int issued = yard.ledger.tokensIssued();
        yard.ledger.failNext("/v1/bootstrap-tokens/consume", 503, 0);
        DeploymentId web = yard.ledger.order(name, yard.image, password("patient"));
        yard.placed(web);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("patient".getBytes(UTF_8));
        assertThat(yard.ledger.tokensIssued()).isEqualTo(issued + 1);
    }

    @Test
    void whoeverTakesTheTokenFirstLeavesTheContainerWithoutItsSecrets() {
        worker.close();
        List<Integer> answers = new CopyOnWriteArrayList<>();
        worker = yard.worker(MeddledEngine.before(
                "start",
                Yard.engine(),
                container -> token((String) container)
                        .ifPresent(token -> answers.add(yard.ledger.consumedBy("a thief", token)))));
        DeploymentId web = yard.ledger.order(name, yard.image, password("stolen"));
        Report report = yard.outcome(web);

        assertThat(answers).containsExactly(200);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("refused");
        assertThat(yard.containers(web)).isEmpty();
        assertThat(yard.traces(web)).isEmpty();
    }

    /** As root finds it on the host, in what a container has mounted. */
    private static Optional<String> token(String container) {
        String memory = DockerCommand.SHARED.source(container, "/run/secrets");
        return Optional.of(Cli.run(List.of("cat", memory + "/.token")))
                .filter(found -> found.status() == 0)
                .map(Cli.Result::text);
    }
}
