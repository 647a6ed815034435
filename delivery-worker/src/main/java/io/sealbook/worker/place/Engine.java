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

/**
 * What a worker needs of a container engine. Every call either happened, or did not, or ends in an {@link EngineFault}
 * and may have happened; removing what is gone and stopping what is stopped are no faults.
 */
public interface Engine extends AutoCloseable {
    /** The Swarm that this engine may be a part of. */
    Swarm swarm();

    /** The host's processor, as {@code uname -m} says it. */
    String architecture();

    /** What time the engine has. */
    Instant now();

    /** The engine and its host as they are now. */
    Host host();

    /** The ids of all containers of this target with the role of an app, each with its state; costs one request. */
    Map<String, App.Phase> phases(TargetName target);

    /** Those of them that belong to one deployment, looked at one by one. */
    List<App> apps(TargetName target, DeploymentId deployment);

    /** One container as it is now; empty when it is gone. */
    Optional<App> app(String container);

    /**
     * The exit status of a container's last end, also when it has been started again since; empty when the engine has
     * forgotten it.
     */
    Optional<Integer> lastEnd(String container);

    /** The containers that workers of this target made for their own use. */
    List<Tool> tools(TargetName target);

    /** The keepers of this target's volumes, running or not. */
    List<Keeper> keepers(TargetName target);

    /** The volumes for secrets of this target. */
    List<MemoryVolume> volumes(TargetName target);

    /** Where the secrets of all containers of any target lie, running or not. */
    List<Memory> memoriesInUse();

    /** Who has exactly this container name. */
    Optional<Holder> holder(String name);

    /** Pulls an image by its digest; a sentence when it did not come. Null: without any credentials. */
    Optional<String> pull(String reference, @Nullable RegistryUser user);

    /** The image that this reference names on the engine; nothing is pulled. */
    Optional<Image> image(String reference);

    /** Loads an image from an archive as {@code docker save} writes it. */
    void load(byte[] archive);

    /** Creates a volume; an existing one of that name is left as it is. Returns the options that it has now. */
    Map<String, String> createVolume(VolumePlan plan);

    /** The labels of a volume that there is. */
    Map<String, String> volumeLabels(String name);

    /** The names of this target's volumes with what stands before the commands of apps. */
    List<String> gates(TargetName target);

    /** Which volume each container of any target, running or not, has at the place of its gate; those without are not told. */
    Map<String, String> gatesInUse();

    /** False while a container names it. One that is gone already is fine. */
    boolean removeVolume(String name);

    Creation create(Blueprint blueprint);

    /** The names of the engine's networks. */
    Set<String> networks();

    /** Lets a container that is not started join one more network. */
    void connect(String container, String network);

    /** Unpacks a tar file below a directory of a container, running or not. The array is not kept. */
    void put(String container, String directory, byte[] tar);

    /** The content of one small file; empty when it is not there. */
    Optional<byte[]> read(String container, String file);

    /** Starts a container; a sentence when the engine refuses to. */
    Optional<String> start(String container);

    /** Waits for a container's end and returns its exit status. */
    int await(String container, Duration deadline);

    /** What a container printed. */
    String output(String container);

    /** Ends a container as its image wants it ended, and by force when it does not obey in time. */
    void stop(String container);

    /** Ends a container, and lets it stay ended however often the engine itself ends and begins. */
    void retire(String container);

    /** Starts a retired container, for good; a sentence when the engine refuses to. */
    Optional<String> reinstate(String container);

    /** Removes a container, by force if need be, with the unnamed volumes that it brought. */
    void remove(String container);

    /** False when the name is somebody else's. */
    boolean rename(String container, String name);

    /**
     * Tells the watcher of every start and end of an app's container of this target. Subscribed when this returns, so
     * that whoever lists afterwards misses nothing.
     */
    Listening listen(TargetName target, Watcher watcher);

    @Override
    void close();

    /** Whoever is told what happens on an engine, by a thread that must not be kept. */
    interface Watcher {
        /** A container started, ended or was removed. */
        void changed(String container);

        /** The stream has ended. */
        void ended();
    }

    /** A subscription. Not every change is an event (a start that fails has none), so its owner also looks from time to time. */
    interface Listening extends AutoCloseable {
        /** False once the engine has ended the stream: then subscribe again and look at everything. */
        boolean open();

        @Override
        void close();
    }
}
