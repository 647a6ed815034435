package io.sealbook.worker.place;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of Docker's events. Of an event only its container is read: it is no more than a reason to look there. */
final class DockerEvents extends ResultCallback.Adapter<Event> implements Engine.Listening {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEvents.class);

    private final Engine.Watcher watcher;
    // Opens when the engine has answered or refused; docker-java's own wait never ends for an engine that is not
    // there.
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean open = true;
    private volatile @Nullable Throwable problem;

    DockerEvents(Engine.Watcher watcher) {
        this.watcher = watcher;
    }

    @Override
    public void onStart(Closeable stream) {
        super.onStart(stream);
        begun.countDown();
    }

    @Override
    public void onNext(Event event) {
        if (event.getActor() != null && event.getActor().getId() != null) {
            watcher.changed(event.getActor().getId());
        }
    }

    @Override
    public void onError(Throwable cut) {
        problem = cut;
        ended();
        super.onError(cut);
    }

    @Override
    public void onComplete() {
        ended();
        super.onComplete();
    }

    private void ended() {
        open = false;
        begun.countDown();
        watcher.ended();
    }

    @Override
    public boolean open() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        try {
            super.close();
        } catch (IOException ignorable) {
            LOG.debug("closing the event stream failed", ignorable);
        }
    }

    /** Waits until the engine has answered, and passes on its refusal. */
    DockerEvents begun(Duration patience) {
        if (DockerCalls.call(() -> begun.await(patience.toSeconds(), TimeUnit.SECONDS)) && open) {
            return this;
        }
        close();
        throw new EngineFault("the engine does not answer", false, problem);
    }
}
