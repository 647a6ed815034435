package io.sealbook.worker.place;

import static io.sealbook.worker.place.DockerCalls.call;
import static io.sealbook.worker.place.DockerCalls.fault;
import static io.sealbook.worker.place.DockerCalls.sentence;
import static io.sealbook.worker.place.DockerCalls.unlessGone;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.EventType;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.core.DockerClientImpl;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Docker, through docker-java. Speaks whatever API version the engine has. */
public final class DockerEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);
    // Longer than any sane stop timeout of an image, because stopping is one request.
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Duration CONNECTING = Duration.ofSeconds(10);

    private final DockerClient docker;
    private final DockerClient events;
    private final DockerContainers containers;
    private final DockerVolumes volumes;
    private final DockerFiles files;
    private final DockerStarts starts;
    private volatile @Nullable String architecture;

    public DockerEngine(URI host) {
        docker = DockerLine.open(host, DEADLINE);
        events = DockerLine.open(host, null);
        containers = new DockerContainers(docker);
        volumes = new DockerVolumes(docker);
        files = new DockerFiles(docker);
        starts = new DockerStarts(docker);
    }

    /** Where the engine is: what is configured, else {@code DOCKER_HOST}, else the local socket. */
    public static URI host(@Nullable String configured) {
        String environment = System.getenv("DOCKER_HOST");
        if (configured != null && !configured.isBlank()) {
            return URI.create(configured);
        }
        return URI.create(environment == null || environment.isBlank() ? "unix:///var/run/docker.sock" : environment);
    }

    @Override
    public Swarm swarm() {
        return new DockerSwarm(docker, Objects.requireNonNull(((DockerClientImpl) docker).getHttpClient()));
    }

    @Override
    public String architecture() {
        String known = architecture;
        if (known == null) {
            known = String.valueOf(call(() -> docker.infoCmd().exec()).getArchitecture());
            architecture = known;
        }
        return known;
    }

    @Override
    public Instant now() {
        String time = call(() -> docker.infoCmd().exec()).getSystemTime();
        return DockerHealth.moment(time)
                .orElseThrow(() -> new EngineFault("the engine does not say what time it has", true, null));
    }

    @Override
    public Host host() {
        return call(() -> DockerFacts.host(docker.infoCmd().exec()));
    }

    @Override
    public Map<String, App.Phase> phases(TargetName target) {
        return containers.phases(target);
    }

    @Override
    public List<App> apps(TargetName target, DeploymentId deployment) {
        return containers.apps(target, deployment);
    }

    @Override
    public Optional<App> app(String container) {
        return containers.app(container);
    }

    @Override
    public Optional<Integer> lastEnd(String container) {
        return DockerEnds.last(docker, container, now());
    }

    @Override
    public List<Tool> tools(TargetName target) {
        return containers.tools(target);
    }

    @Override
    public List<Keeper> keepers(TargetName target) {
        return containers.keepers(target);
    }

    @Override
    public List<MemoryVolume> volumes(TargetName target) {
        return volumes.named(target, Labels.MEMORY).stream()
                .flatMap(name -> MemoryVolume.named(name).stream())
                .toList();
    }

    @Override
    public List<Memory> memoriesInUse() {
        return containers.memories();
    }

    @Override
    public Optional<Holder> holder(String name) {
        return containers.holder(name);
    }

    @Override
    public Optional<Image> image(String reference) {
        try {
            return DockerFacts.image(docker.inspectImageCmd(reference).exec());
        } catch (NotFoundException _) {
            return Optional.empty();
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    @Override
    public Optional<String> pull(String reference, @Nullable RegistryUser user) {
        return DockerPull.pull(docker, reference, user);
    }

    @Override
    public void load(byte[] archive) {
        call(() -> docker.loadImageCmd(new ByteArrayInputStream(archive)).exec());
    }

    @Override
    public Map<String, String> createVolume(VolumePlan plan) {
        return volumes.create(plan);
    }

    @Override
    public Map<String, String> volumeLabels(String name) {
        return volumes.labels(name);
    }

    @Override
    public List<String> gates(TargetName target) {
        return volumes.named(target, Labels.GATE);
    }

    @Override
    public Map<String, String> gatesInUse() {
        return containers.gates();
    }

    @Override
    public boolean removeVolume(String name) {
        return volumes.remove(name);
    }

    @Override
    public Creation create(Blueprint blueprint) {
        try {
            return new Creation.Made(
                    DockerBlueprint.command(docker, blueprint).exec().getId());
        } catch (ConflictException _) {
            return new Creation.NameTaken();
        } catch (NotFoundException | BadRequestException refused) {
            return new Creation.Unfit(sentence(refused));
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    @Override
    public Set<String> networks() {
        return call(() -> docker.listNetworksCmd().exec()).stream()
                .map(Network::getName)
                .collect(Collectors.toSet());
    }

    @Override
    public void connect(String container, String network) {
        call(() -> docker.connectToNetworkCmd()
                .withContainerId(container)
                .withNetworkId(network)
                .exec());
    }

    @Override
    public void put(String container, String directory, byte[] tar) {
        files.put(container, directory, tar);
    }

    @Override
    public Optional<byte[]> read(String container, String file) {
        return files.read(container, file);
    }

    @Override
    public Optional<String> start(String container) {
        return starts.start(container);
    }

    @Override
    public int await(String container, Duration deadline) {
        return call(() -> docker.waitContainerCmd(container)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode(deadline.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public String output(String container) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        call(() -> docker.logContainerCmd(container)
                .withStdOut(true)
                .withStdErr(true)
                .exec(new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                        output.writeBytes(frame.getPayload());
                    }
                })
                .awaitCompletion(30, TimeUnit.SECONDS));
        return output.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void stop(String container) {
        starts.stop(container);
    }

    @Override
    public void retire(String container) {
        starts.retire(container);
    }

    @Override
    public Optional<String> reinstate(String container) {
        return starts.reinstate(container);
    }

    @Override
    public void remove(String container) {
        unlessGone(() -> docker.removeContainerCmd(container)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
    }

    @Override
    public boolean rename(String container, String name) {
        try {
            docker.renameContainerCmd(container).withName(name).exec();
            return true;
        } catch (ConflictException _) {
            return false;
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    @Override
    public Listening listen(TargetName target, Watcher watcher) {
        DockerEvents subscription = new DockerEvents(watcher);
        call(() -> events.eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withEventFilter("start", "die", "destroy")
                .withLabelFilter(Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.APP))
                .exec(subscription));
        return subscription.begun(CONNECTING);
    }

    @Override
    public void close() {
        for (Closeable client : List.of(docker, events)) {
            try {
                client.close();
            } catch (IOException ignorable) {
                LOG.debug("closing the connection to the engine failed", ignorable);
            }
        }
    }
}
