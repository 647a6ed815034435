package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.Plaintext;
import io.sealbook.api.TargetName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The Swarm of an engine that is in none: whoever asks it for more than that has not heard. */
final class NoSwarm implements Swarm {
    @Override
    public Optional<String> unfit() {
        return Optional.of("it is in no Swarm");
    }

    private static IllegalStateException unheard() {
        return new IllegalStateException("this engine is in no Swarm, and said so");
    }

    @Override
    public List<Service> services(TargetName target) {
        throw unheard();
    }

    @Override
    public Optional<Holder> holder(String name) {
        throw unheard();
    }

    @Override
    public List<ServiceTask> tasks(DeploymentId deployment) {
        throw unheard();
    }

    @Override
    public List<KeptSecret> secrets(TargetName target) {
        throw unheard();
    }

    @Override
    public Set<String> networks() {
        throw unheard();
    }

    @Override
    public Creation create(ServiceBlueprint blueprint) {
        throw unheard();
    }

    @Override
    public boolean update(Service service, ServiceBlueprint blueprint) {
        throw unheard();
    }

    @Override
    public boolean rollBack(Service service) {
        throw unheard();
    }

    @Override
    public void remove(Service service) {
        throw unheard();
    }

    @Override
    public boolean keep(String name, Map<String, String> labels, Plaintext value) {
        throw unheard();
    }

    @Override
    public boolean forget(KeptSecret secret) {
        throw unheard();
    }
}
