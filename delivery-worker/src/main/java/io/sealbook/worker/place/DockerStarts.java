package io.sealbook.worker.place;

import static io.sealbook.worker.place.DockerCalls.call;
import static io.sealbook.worker.place.DockerCalls.fault;
import static io.sealbook.worker.place.DockerCalls.sentence;
import static io.sealbook.worker.place.DockerCalls.unlessGone;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.UpdateContainerResponse;
import java.util.Optional;

/** Whether containers run, and whether the engine itself starts them again. */
record DockerStarts(DockerClient docker) {
    Optional<String> start(String container) {
        try {
            docker.startContainerCmd(container).exec();
            return Optional.empty();
        } catch (NotModifiedException _) {
            return Optional.empty();
        } catch (NotFoundException gone) {
            throw fault(gone);
        } catch (DockerException refused) {
            return Optional.of(sentence(refused));
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    void stop(String container) {
        unlessGone(() -> docker.stopContainerCmd(container).exec());
    }

    void retire(String container) {
        stop(container);
        // Stopped by us, which counts as somebody's wish: so under this policy it stays down.
        unlessGone(() -> restarting(container, RestartPolicy.unlessStoppedRestart()));
    }

    Optional<String> reinstate(String container) {
        call(() -> restarting(
                container,
                DockerFacts.restart(docker.inspectContainerCmd(container).exec())));
        return start(container);
    }

    private UpdateContainerResponse restarting(String container, RestartPolicy policy) {
        return docker.updateContainerCmd(container).withRestartPolicy(policy).exec();
    }
}
