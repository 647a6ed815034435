package io.sealbook.api.http;

import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/deployments}. */
public record RequestDeployment(
        String name,
        TargetName target,
        String image,
        @Nullable List<String> command,
        List<DeploymentSpec.Binding> secrets,
        DeploymentSpec.@Nullable OnRotation onRotation,
        DeploymentSpec.@Nullable Limits limits,
        DeploymentSpec.@Nullable Placement placement,
        DeploymentSpec.@Nullable Hosting hosting,
        @Nullable SecretPath imageCredentials,
        DeploymentSpec.@Nullable OnTheft onTheft) {
    public RequestDeployment(
            String name,
            TargetName target,
            String image,
            @Nullable List<String> command,
            List<DeploymentSpec.Binding> secrets,
            DeploymentSpec.@Nullable OnRotation onRotation,
            DeploymentSpec.@Nullable Limits limits) {
        this(name, target, image, command, secrets, onRotation, limits, null, null, null, null);
    }
}
