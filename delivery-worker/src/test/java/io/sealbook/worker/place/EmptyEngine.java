package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An engine that has every image and no container, and takes none. Tests say what differs. */
public class EmptyEngine implements Engine {
    private volatile boolean closed;

    public final boolean isClosed() {
        return closed;
    }

    @Override
    public String architecture() {
        return Map.of("amd64", "x86_64").getOrDefault(System.getProperty("os.arch"), "aarch64");
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Host host() {
        return new Host("27.0.0", "6.12.0", false, false);
    }

    @Override
    public Map<String, App.Phase> phases(TargetName target) {
        return Map.of();
    }

    @Override
    public List<App> apps(TargetName target, DeploymentId deployment) {
        return List.of();
    }

    @Override
    public Optional<App> app(String container) {
        return Optional.empty();
    }

    @Override
    public Optional<Integer> lastEnd(String container) {
        return Optional.empty();
    }

    @Override
    public List<Tool> tools(TargetName target) {
        return List.of();
    }

    @Override
    public List<Keeper> keepers(TargetName target) {
        return List.of();
    }

    @Override
    public List<MemoryVolume> volumes(TargetName target) {
        return List.of();
    }

    @Override
    public List<Memory> memoriesInUse() {
        return List.of();
    }

    @Override
    public Optional<Holder> holder(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Image> image(String reference) {
        return Optional.of(new Image("sha256:0", List.of(), List.of(), ""));
    }

    @Override
    public Optional<String> pull(String reference, @Nullable RegistryUser user) {
        return Optional.of("there is no registry");
    }

    @Override
    public void load(byte[] archive) {}

    @Override
    public Swarm swarm() {
        return new NoSwarm();
    }

    @Override
    public Map<String, String> createVolume(VolumePlan plan) {
        return plan.options();
    }

    @Override
    public Map<String, String> volumeLabels(String name) {
        return Map.of();
    }

    @Override
    public List<String> gates(TargetName target) {
        return List.of();
    }

    @Override
    public Map<String, String> gatesInUse() {
        return Map.of();
    }

    @Override
    public boolean removeVolume(String name) {
        return true;
    }

    @Override
    public Creation create(Blueprint blueprint) {
        return new Creation.Unfit("it takes none");
    }

    @Override
    public Set<String> networks() {
        return Set.of("bridge", "host", "none");
    }

    @Override
    public void connect(String container, String network) {}

    @Override
    public void put(String container, String directory, byte[] tar) {}

    @Override
    public Optional<byte[]> read(String container, String file) {
        return Optional.empty();
    }

    @Override
    public Optional<String> start(String container) {
        return Optional.empty();
    }

    @Override
    public int await(String container, Duration deadline) {
        return 0;
    }

    @Override
    public String output(String container) {
        return "";
    }

    @Override
    public void stop(String container) {}

    @Override
    public void retire(String container) {}

    @Override
    public Optional<String> reinstate(String container) {
        return Optional.empty();
    }

    @Override
    public void remove(String container) {}

    @Override
    public boolean rename(String container, String name) {
        return true;
    }

    @Override
    public Listening listen(TargetName target, Watcher watcher) {
        return new Listening() {
            @Override
            public boolean open() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        closed = true;
    }
}
