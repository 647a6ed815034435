package io.sealbook.worker.place;

import io.sealbook.api.event.DeploymentSpec.Hosting;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A service to create, or to update to. It is whole by itself: nothing is taken over from the service that is there.
 * Nothing in it is secret. Every task drops all capabilities and may not gain privileges.
 *
 * @param monitor how long each new task is watched; one that fails meanwhile rolls the update back
 */
public record ServiceBlueprint(
        String name,
        String image,
        List<String> arguments,
        Map<String, String> environment,
        Map<String, String> labels,
        Map<String, String> taskLabels,
        List<SecretFile> files,
        List<KeptSecret> secrets,
        String user,
        Blueprint.Bounds bounds,
        Hosting hosting,
        Duration monitor)
        implements ServicePlan {
    public ServiceBlueprint {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        taskLabels = Map.copyOf(taskLabels);
        files = List.copyOf(files);
        secrets = List.copyOf(secrets);
    }

    /** A file below {@code /run/secrets}; the secret of that file has its bytes. */
    public record SecretFile(String file, int mode, int uid, int gid) {}

    int replicas() {
        return hosting.replicas() == null ? 1 : hosting.replicas();
    }

    /** With what the Swarm keeps for its files. */
    public ServiceBlueprint with(List<KeptSecret> kept) {
        return new ServiceBlueprint(
                name, image, arguments, environment, labels, taskLabels, files, kept, user, bounds, hosting, monitor);
    }
}
