package io.sealbook.worker;

import io.sealbook.api.event.VersionedPath;
import io.sealbook.worker.place.KeptSecret;
import io.sealbook.worker.place.Service;
import java.util.List;
import java.util.Set;

/** The next thing to do for an order that a Swarm carries out, or that there is nothing left to do. */
sealed interface ServiceStep {
    /** Give the values of the wanted generation to the Swarm. */
    record Keep() implements ServiceStep {}

    record Forget(KeptSecret secret) implements ServiceStep {}

    record Create(List<KeptSecret> secrets) implements ServiceStep {}

    /** Begin a rolling update to the wanted generation. */
    record Update(Service service, List<KeptSecret> secrets) implements ServiceStep {}

    /** Bring the specification before back, because the Swarm did not do it by itself. */
    record RollBack(Service service) implements ServiceStep {}

    record Remove(Service service) implements ServiceStep {}

    /** Look again in a moment, as long as there is patience for this. */
    record Await(Wait what) implements ServiceStep {}

    /** See whether these tasks keep running. */
    record Watch(Service service, Set<String> tasks) implements ServiceStep {}

    /** The generation before does the work again. */
    record WentBack(Service service) implements ServiceStep {}

    record GiveUp(String problem) implements ServiceStep {}

    record Placed(Service service, List<VersionedPath> versions) implements ServiceStep {}

    record Failed(String problem) implements ServiceStep {}

    record Stopped() implements ServiceStep {}

    record Overtaken() implements ServiceStep {}

    enum Wait {
        /** For the end of an update to an earlier generation. */
        EARLIER_UPDATE,
        /** For all tasks of the wanted generation to do well. */
        ROLLOUT,
        /** For the generation before to be back. */
        ROLLBACK,
        /** For the tasks of a removed service to end. */
        END
    }
}
