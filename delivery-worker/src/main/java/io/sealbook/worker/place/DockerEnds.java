package io.sealbook.worker.place;

import static io.sealbook.worker.place.DockerCalls.call;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How containers ended, out of Docker's past events. A container that runs again shows nothing of its end, but the engine
 * keeps a few hundred events, in their order.
 */
final class DockerEnds extends ResultCallback.Adapter<Event> {
    private static final String EVER = "1";
    private static final long DEADLINE_SECONDS = 30;

    private volatile @Nullable Integer last;

    private DockerEnds() {}

    /** The exit status of the last end before {@code until}, which is past by the engine's clock. */
    static Optional<Integer> last(DockerClient docker, String container, Instant until) {
        try (DockerEnds ends = new DockerEnds()) {
            call(() -> docker.eventsCmd()
                    .withEventTypeFilter(EventType.CONTAINER)
                    .withEventFilter("die")
                    .withContainerFilter(container)
                    .withSince(EVER)
                    .withUntil(String.format(Locale.ROOT, "%d.%09d", until.getEpochSecond(), until.getNano()))
                    .exec(ends)
                    .awaitCompletion(DEADLINE_SECONDS, TimeUnit.SECONDS));
            return Optional.ofNullable(ends.last);
        } catch (IOException cut) {
            throw new EngineFault("the engine broke off its past events", false, cut);
        }
    }

    @Override
    public void onNext(Event event) {
        if (event.getActor() == null || event.getActor().getAttributes() == null) {
            return;
        }
        String status = event.getActor().getAttributes().get("exitCode");
        if (status != null && status.matches("\\d{1,3}")) {
            last = Integer.valueOf(status);
        }
    }
}
