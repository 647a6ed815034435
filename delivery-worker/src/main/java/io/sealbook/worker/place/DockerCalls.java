package io.sealbook.worker.place;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.sealbook.worker.line.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Turns docker-java's many exceptions into ours, so that a caller sees only what it can act on. */
final class DockerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(DockerCalls.class);

    private DockerCalls() {}

    interface Asking<T> {
        T ask() throws InterruptedException;
    }

    static <T> T call(Asking<T> asking) {
        try {
            return asking.ask();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EngineFault("interrupted while asking the engine", false, interrupted);
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    static void unlessGone(Runnable asking) {
        try {
            asking.run();
        } catch (NotFoundException | NotModifiedException _) {
            return;
        } catch (ConflictException busy) {
            // 409 when its removal is under way already.
            LOG.debug("the container is being removed", busy);
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    // docker-java reports a broken connection as a bare RuntimeException; DockerException means that the engine
    // answered.
    static EngineFault fault(RuntimeException failed) {
        return failed instanceof DockerException answer
                ? new EngineFault("the engine answered: " + sentence(answer), true, answer)
                : new EngineFault("the engine does not answer", false, failed);
    }

    static String sentence(DockerException answer) {
        String message = String.valueOf(answer.getMessage());
        int json = message.indexOf('{');
        if (json < 0) {
            return message.strip();
        }
        try {
            return Json.MAPPER.readTree(message.substring(json)).path("message").asString(message.strip());
        } catch (JacksonException _) {
            return message.strip();
        }
    }
}
