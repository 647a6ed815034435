package io.sealbook.worker;

import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.worker.line.KeyFile;
import io.sealbook.worker.place.Callback;
import io.sealbook.worker.place.DockerEngine;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings under {@code sealbook.worker.}.
 *
 * @param url where the ledger is; plain HTTP only on this machine
 * @param keyFile the worker's own key, readable by its owner alone
 * @param target the target whose orders this worker carries out
 * @param dockerHost the engine; absent for {@code DOCKER_HOST} or the local socket
 * @param memoryRoot where the engine's host has its tmpfs for secrets
 * @param placement how secrets get into containers whose deployment does not say
 * @param callback how containers reach the ledger that fetch their secrets themselves; absent for none of them
 * @param pollInterval how often the engine is looked at when it says nothing by itself
 * @param settle how long a new container must keep running before it counts as placed
 * @param sweepAfter how old a left-over tool or directory must be to be removed, and how often to look for some
 * @param atOnce how many deployments may ask something of the engine at the same time; watching does not count
 * @param networks networks of the engine that containers may join besides its default bridge
 * @param pull whether images without credentials are pulled too
 */
@ConfigurationProperties("sealbook.worker")
public record WorkerProperties(
        @DefaultValue("http://127.0.0.1:8420") URI url,
        Path keyFile,
        @DefaultValue("local") TargetName target,
        @Nullable String dockerHost,
        @DefaultValue("/run/sealbook") Path memoryRoot,
        @DefaultValue("memory") DeploymentSpec.Placement placement,
        @Nullable Callback callback,
        @DefaultValue("PT15S") Duration pollInterval,
        @DefaultValue("PT3S") Duration settle,
        @DefaultValue("PT5M") Duration sweepAfter,
        @DefaultValue("4") int atOnce,
        @DefaultValue List<String> networks,
        @DefaultValue("false") boolean pull) {
    public WorkerProperties {
        networks = List.copyOf(networks);
    }

    KeyFile key() {
        return new KeyFile(keyFile);
    }

    URI engine() {
        return DockerEngine.host(dockerHost);
    }

    boolean engineIsHere() {
        return "unix".equals(engine().getScheme());
    }
}
