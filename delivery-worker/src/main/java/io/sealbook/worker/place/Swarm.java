package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.Plaintext;
import io.sealbook.api.TargetName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a worker needs of a Swarm. As with {@link Engine}, every call either happened, or did not, or ends in an
 * {@link EngineFault} and may have happened; removing what is gone is no fault.
 */
public interface Swarm {
    /** Why this engine cannot host services, as a sentence; empty when it is a manager of a Swarm. */
    Optional<String> unfit();

    /** Every service of this target that a worker made. */
    List<Service> services(TargetName target);

    /** Who has exactly this service name. */
    Optional<Holder> holder(String name);

    /** The tasks of a deployment's service, ended ones included, and those of one that is being removed. */
    List<ServiceTask> tasks(DeploymentId deployment);

    /** The secrets of this target that a worker made. The Swarm never shows their values again. */
    List<KeptSecret> secrets(TargetName target);

    /** Names of the networks that services can join. */
    Set<String> networks();

    Creation create(ServiceBlueprint blueprint);

    /**
     * Asks for a rolling update. That it was accepted says nothing about its end. False when somebody changed the
     * service since it was looked at: then look again.
     */
    boolean update(Service service, ServiceBlueprint blueprint);

    /** Asks for the specification before this one; false when there is none. */
    boolean rollBack(Service service);

    void remove(Service service);

    /** Stores a value under a name; false when the name is taken. Whatever carried the value here is wiped. */
    boolean keep(String name, Map<String, String> labels, Plaintext value);

    /** Removes a secret; false as long as a service names it. */
    boolean forget(KeptSecret secret);
}
