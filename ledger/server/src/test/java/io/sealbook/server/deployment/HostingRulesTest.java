package io.sealbook.server.deployment;

import static io.sealbook.server.deployment.Wishes.health;
import static io.sealbook.server.deployment.Wishes.hosted;
import static io.sealbook.server.deployment.Wishes.networks;
import static io.sealbook.server.deployment.Wishes.ports;
import static io.sealbook.server.deployment.Wishes.refused;
import static io.sealbook.server.deployment.Wishes.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.event.DeploymentSpec.Health;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Placement;
import io.sealbook.api.event.DeploymentSpec.Port;
import io.sealbook.api.event.DeploymentSpec.Port.Protocol;
import io.sealbook.api.event.DeploymentSpec.Restart;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostingRulesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aContainerIsHostedAsItWasSaid() {
        Hosting hosting = new Hosting(
                List.of("front", "back_1.internal"),
                List.of(new Port(8080, 80, "0.0.0.0", Protocol.TCP), new Port(53, 53, "::1", Protocol.UDP)),
                new Health(List.of("curl", "-f", "http://127.0.0.1:8080"), SECOND, SECOND, Duration.ZERO, 20),
                Restart.ON_FAILURE,
                null);
        assertThat(DeploymentRules.check(hosted(null, hosting)).hosting()).isEqualTo(hosting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "HOST",
                "none",
                "default",
                "bridge",
                "ingress",
                "container:web",
                "container:",
                "",
                ".",
                "-a",
                "_a",
                "a b",
                "a/b",
                "a\n",
                "ä"
            })
    void aContainerJoinsNetworksThatWereMadeAndNothingElse(String network) {
        refused("/hosting/networks/1", hosted(null, networks("front", network)));
    }

    @Test
    void eachNetworkIsNamedOnceAndThereAreEightAtMost() {
        refused("/hosting/networks/1", hosted(null, networks("front", "front")));
        refused("/hosting/networks", hosted(null, networks()));
        String[] nine = IntStream.range(0, 9).mapToObj(i -> "n" + i).toArray(String[]::new);
        refused("/hosting/networks", hosted(null, networks(nine)));
        refused("/hosting/networks/0", hosted(null, networks("n".repeat(65))));
        DeploymentRules.check(hosted(null, networks("n".repeat(64))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void aPortHasANumber(int number) {
        refused("/hosting/ports/0/container", hosted(null, ports(new Port(number, 80, null, null))));
        refused("/hosting/ports/0/host", hosted(null, ports(new Port(80, number, null, null))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "127.1",
                "127.0.0.256",
                "127.0.0.01",
                "1.2.3.4:80",
                "[::1]",
                "::1%lo",
                "fe80::1%1",
                ":",
                "1::2::3",
                "12345::"
            })
    void anAddressIsALiteralOne(String address) {
        refused("/hosting/ports/0/address", hosted(null, ports(new Port(80, 80, address, null))));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void onePortOfOneAddressIsPublishedOnce(@Nullable String address) {
        Port first = new Port(80, 8080, null, null);
        refused("/hosting/ports/1/host", hosted(null, ports(first, new Port(81, 8080, address, Protocol.TCP))));
        refused("/hosting/ports/1/host", hosted(null, ports(new Port(81, 8080, address, null), first)));
    }

    @Test
    void addressesAreComparedAsAddressesAndNotAsTexts() {
        refused(
                "/hosting/ports/1/host",
                hosted(null, ports(new Port(80, 80, "::1", null), new Port(81, 80, "0:0:0:0:0:0:0:1", null))));
        DeploymentRules.check(hosted(
                null,
                ports(
                        new Port(80, 80, "0.0.0.0", Protocol.TCP),
                        new Port(80, 80, "::", Protocol.TCP),
                        new Port(80, 80, "0.0.0.0", Protocol.UDP),
                        new Port(80, 81, "127.0.0.1", null),
                        new Port(80, 81, "127.0.0.2", null))));
    }

    @Test
    void thereAreThirtyTwoPortsAtMost() {
        Port[] many = IntStream.rangeClosed(1, 33)
                .mapToObj(number -> new Port(number, number, null, null))
                .toArray(Port[]::new);
        refused("/hosting/ports", hosted(null, ports(many)));
    }

    @Test
    void aHealthCheckIsACommandOfSomeWords() {
        for (List<String> command :
                List.<List<String>>of(List.of(), List.of(" "), Collections.nCopies(65, "x"), List.of("a\u0000b"))) {
            refused("/hosting/health/command", hosted(null, health(new Health(command, null, null, null, null))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.999S", "PT0S", "-PT1S", "PT5M0.001S", "P1D"})
    void aHealthCheckTakesBetweenASecondAndFiveMinutes(String text) {
        Duration wrong = Duration.parse(text);
        List<String> command = List.of("true");
        refused("/hosting/health/interval", hosted(null, health(new Health(command, wrong, null, null, null))));
        refused("/hosting/health/timeout", hosted(null, health(new Health(command, null, wrong, null, null))));
        if (wrong.isNegative() || wrong.compareTo(SECOND) > 0) {
            refused("/hosting/health/startPeriod", hosted(null, health(new Health(command, null, null, wrong, null))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 21})
    void aHealthCheckIsTriedAFewTimes(int retries) {
        Health health = new Health(List.of("true"), null, null, null, retries);
        refused("/hosting/health/retries", hosted(null, health(health)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void aServiceHasOneToAHundredContainers(int replicas) {
        refused("/hosting/replicas", hosted(Placement.SWARM, replicas(replicas)));
        DeploymentRules.check(hosted(Placement.SWARM, replicas(100)));
    }
}
