package io.sealbook.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Generate;
import io.sealbook.api.event.DeploymentSpec.Health;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.DeploymentSpec.OnTheft;
import io.sealbook.api.event.DeploymentSpec.Placement;
import io.sealbook.api.event.DeploymentSpec.Port;
import io.sealbook.api.http.RequestDeployment;
import io.sealbook.edge.Problem;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Deployments as people wish for them, and what they hear when they may not. */
final class Wishes {
    static final String LOCAL_IMAGE = "sha256:" + "0a".repeat(32);
    static final String REGISTRY_IMAGE = "registry.example/app@" + LOCAL_IMAGE;

    private Wishes() {}

    static RequestDeployment hosted(@Nullable Placement placement, Hosting hosting) {
        return new RequestDeployment(
                "web",
                new TargetName("here"),
                LOCAL_IMAGE,
                null,
                List.of(),
                null,
                null,
                placement,
                hosting,
                null,
                null);
    }

    static RequestDeployment placed(
            @Nullable Placement placement, @Nullable OnRotation onRotation, @Nullable String user, Binding... secrets) {
        Limits limits = user == null ? null : new Limits(null, null, null, null, user, Map.of());
        return new RequestDeployment(
                "web",
                new TargetName("here"),
                LOCAL_IMAGE,
                null,
                List.of(secrets),
                onRotation,
                limits,
                placement,
                null,
                null,
                null);
    }

    static RequestDeployment guarded(@Nullable OnTheft onTheft, Binding... secrets) {
        return new RequestDeployment(
                "web",
                new TargetName("here"),
                LOCAL_IMAGE,
                null,
                List.of(secrets),
                null,
                null,
                null,
                null,
                null,
                onTheft);
    }

    static RequestDeployment pulled(String image, String credentials) {
        return new RequestDeployment(
                "web",
                new TargetName("here"),
                image,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                new SecretPath(credentials),
                null);
    }

    static Hosting networks(String... names) {
        return new Hosting(List.of(names), null, null, null, null);
    }

    static Hosting ports(Port... ports) {
        return new Hosting(null, List.of(ports), null, null, null);
    }

    static Hosting health(Health health) {
        return new Hosting(null, null, health, null, null);
    }

    static Hosting replicas(int replicas) {
        return new Hosting(null, null, null, null, replicas);
    }

    static Binding file(String file) {
        return new Binding(new SecretPath("prod/" + file), file, null, null, null);
    }

    static Binding file(
            String file, @Nullable Integer version, @Nullable Integer uid, @Nullable OnRotation onRotation) {
        return new Binding(new SecretPath("prod/" + file), file, version, null, uid, onRotation, null);
    }

    static Binding generated(String path, String file, @Nullable Integer version, Generate generate) {
        return new Binding(new SecretPath(path), file, version, null, null, null, generate);
    }

    static void refused(String pointer, RequestDeployment wish) {
        refused(pointer, () -> DeploymentRules.check(wish));
    }

    static void refused(String pointer, ThrowingCallable wish) {
        assertThatThrownBy(wish).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status().value()).isEqualTo(400);
            assertThat(problem.fields()).extracting(Problem.Field::pointer).containsExactly(pointer);
        });
    }
}
