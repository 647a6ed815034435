package io.sealbook.worker;

import io.sealbook.api.event.VersionedPath;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Tool;
import java.util.List;

/** The next thing to do for an order, or that there is nothing left to do. */
sealed interface Step {
    /** Remove what a dead worker was using for this deployment. */
    record Tidy(Tool tool) implements Step {}

    /** Create the container of the wanted generation and fill its memory. */
    record Make() implements Step {}

    /** Lay the wanted files into a container's memory, beside those that it reads. */
    record Refresh(App app) implements Step {}

    /** Let the files beside take the place of those that the container reads, or give it back to them. */
    record Swap(App app) implements Step {}

    /** Wipe the files beside those that the container reads. */
    record Discard(App app) implements Step {}

    /** Stop, wipe and remove a container. */
    record Remove(App app) implements Step {}

    /** Stop the container of an earlier generation, but keep it: it may be needed again. */
    record Retire(App app) implements Step {}

    record Start(App app) implements Step {}

    /** See whether it fetches its secrets. */
    record Await(App app) implements Step {}

    /** See whether it keeps running. */
    record Watch(App app) implements Step {}

    /** Give the deployment's name to its container. */
    record Rename(App app) implements Step {}

    /** Let an earlier generation run again, because the wanted one cannot. */
    record Reinstate(App app) implements Step {}

    /** From here on this order cannot be met. */
    record GiveUp(String problem) implements Step {}

    record Placed(App app, List<VersionedPath> versions) implements Step {}

    record Failed(String problem) implements Step {}

    record Stopped() implements Step {}

    /** A later generation is there already. */
    record Overtaken() implements Step {}
}
