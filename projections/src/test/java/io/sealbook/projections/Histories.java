package io.sealbook.projections;

import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.event.VersionedPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Events as tests tell them. */
public final class Histories {
    public static final TargetName TARGET = new TargetName("local");

    private Histories() {}

    public static SecretPath path(String path) {
        return new SecretPath(path);
    }

    public static SecretEvent.Written written(String path, int version) {
        return new SecretEvent.Written(path(path), version, version, Description.EMPTY);
    }

    public static SecretEvent.Written labelled(String path, String name, String value) {
        return new SecretEvent.Written(
                path(path), 1, 1, new Description("text/plain", "first", "team-a", Map.of(name, value), null));
    }

    public static SecretEvent.Rotated rotated(String path, int version) {
        return new SecretEvent.Rotated(path(path), version, version, true, "due");
    }

    public static SecretEvent.Read read(String path, int version) {
        return new SecretEvent.Read(path(path), version, null, null);
    }

    public static Stream<SecretEvent.Read> reads(int number) {
        return IntStream.range(0, number).mapToObj(i -> read("load/s" + i % 10, 1));
    }

    public static DeploymentId deployment() {
        return new DeploymentId(UUID.randomUUID().toString());
    }

    public static DeploymentEvent.Requested requested(DeploymentId id, int generation, String... paths) {
        return requested(
                id, generation, DeploymentEvent.Desired.RUNNING, DeploymentSpec.OnRotation.RESTART, null, paths);
    }

    public static DeploymentEvent.Requested requested(
            DeploymentId id,
            int generation,
            DeploymentEvent.Desired desired,
            DeploymentSpec.OnRotation onRotation,
            @Nullable Integer pinned,
            String... paths) {
        List<DeploymentSpec.Binding> bindings = Stream.of(paths)
                .map(path -> new DeploymentSpec.Binding(path(path), path.replace('/', '-'), pinned, null, null))
                .toList();
        DeploymentSpec spec =
                new DeploymentSpec("web", TARGET, "sha256:abc", List.of("run"), bindings, onRotation, null);
        return new DeploymentEvent.Requested(id, generation, desired, spec, new AccountId("ada"), null, null);
    }

    /** A deployment of these bindings, which says nothing else; with {@code keeps} it is a refresh. */
    public static DeploymentEvent.Requested bound(
            DeploymentId id, int generation, @Nullable Integer keeps, DeploymentSpec.Binding... bindings) {
        DeploymentSpec spec = new DeploymentSpec(
                "web", TARGET, "sha256:abc", List.of(), List.of(bindings), DeploymentSpec.OnRotation.MANUAL, null);
        return new DeploymentEvent.Requested(
                id, generation, DeploymentEvent.Desired.RUNNING, spec, new AccountId("ada"), null, null, keeps, null);
    }

    public static DeploymentSpec.Binding binding(String path, DeploymentSpec.@Nullable OnRotation onRotation) {
        return new DeploymentSpec.Binding(path(path), path.replace('/', '-'), null, null, null, onRotation, null);
    }

    public static DeploymentEvent.Progressed progressed(
            DeploymentId id, int generation, String container, DeploymentEvent.Step step) {
        return new DeploymentEvent.Progressed(id, generation, container, step);
    }

    public static DeploymentEvent.Placed placed(DeploymentId id, int generation, VersionedPath... versions) {
        return new DeploymentEvent.Placed(id, generation, "c0ffee", List.of(versions));
    }

    public static VersionedPath at(String path, int version) {
        return new VersionedPath(path(path), version);
    }

    public static TokenId token() {
        return new TokenId(UUID.randomUUID().toString().replace("-", "").substring(0, 16));
    }

    public static TokenEvent.Issued issued(TokenId token, DeploymentId deployment, int generation) {
        return issued(token, deployment, generation, null, null);
    }

    public static TokenEvent.Issued issued(
            TokenId token,
            DeploymentId deployment,
            int generation,
            TokenEvent.@Nullable Purpose purpose,
            @Nullable String sealTo) {
        return new TokenEvent.Issued(
                token,
                deployment,
                generation,
                Instant.now().plusSeconds(60),
                List.of(),
                Digest.of("planted-digest"),
                purpose,
                sealTo);
    }
}
