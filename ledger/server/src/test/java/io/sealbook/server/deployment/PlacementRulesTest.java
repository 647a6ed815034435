package io.sealbook.server.deployment;

import static io.sealbook.server.deployment.Wishes.file;
import static io.sealbook.server.deployment.Wishes.hosted;
import static io.sealbook.server.deployment.Wishes.placed;
import static io.sealbook.server.deployment.Wishes.ports;
import static io.sealbook.server.deployment.Wishes.refused;
import static io.sealbook.server.deployment.Wishes.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.DeploymentSpec.Placement;
import io.sealbook.api.event.DeploymentSpec.Port;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementRulesTest {
    @ParameterizedTest
    @EnumSource(names = {"SIDECAR", "CLIENT", "APP", "SWARM"})
    void whereFilesNeverChangeNothingIsRefreshed(Placement placement) {
        refused("/onRotation", placed(placement, OnRotation.REFRESH, null));
        refused(
                "/secrets/1/onRotation",
                placed(placement, OnRotation.RESTART, null, file("a"), file("b", null, null, OnRotation.REFRESH)));
        DeploymentRules.check(placed(placement, OnRotation.RESTART, null, file("a", null, null, OnRotation.MANUAL)));
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(names = {"MEMORY", "VOLUME"})
    void whereFilesMayChangeEachSecretSaysWhatItsRotationMeans(@Nullable Placement placement) {
        assertThat(DeploymentRules.check(placed(
                                placement,
                                OnRotation.REFRESH,
                                null,
                                file("a"),
                                file("b", null, null, OnRotation.RESTART)))
                        .onRotation())
                .isEqualTo(OnRotation.REFRESH);
    }

    @Test
    void aPinnedVersionNeverRotates() {
        for (OnRotation policy : OnRotation.values()) {
            refused("/secrets/0/onRotation", placed(null, null, null, file("a", 1, null, policy)));
        }
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SWARM")
    void onlyAServiceOfASwarmHasReplicas(@Nullable Placement placement) {
        refused("/hosting/replicas", hosted(placement, replicas(2)));
    }

    @Test
    void aSwarmPublishesAtEveryAddressAndThatMustBeSaid() {
        refused("/hosting/ports/0/address", hosted(Placement.SWARM, ports(new Port(80, 80, null, null))));
        refused("/hosting/ports/0/address", hosted(Placement.SWARM, ports(new Port(80, 80, "127.0.0.1", null))));
        DeploymentRules.check(hosted(Placement.SWARM, ports(new Port(80, 80, "0.0.0.0", null))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "app:1000", "1000x"})
    void aSwarmCannotLookUpANameForTheOwnerOfAFile(String user) {
        refused("/secrets/0/uid", placed(Placement.SWARM, null, user, file("a")));
        DeploymentRules.check(placed(Placement.SWARM, null, user, file("a", null, 1000, null)));
        DeploymentRules.check(placed(Placement.MEMORY, null, user, file("a")));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "0", "1000", "1000:1000", "1000:staff"})
    void aNumberOwnsFilesInASwarm(@Nullable String user) {
        DeploymentRules.check(placed(Placement.SWARM, null, user, file("a")));
    }
}
