package io.sealbook.worker.place;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import io.sealbook.api.HandlesPlaintext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One pull of one image by its digest. */
final class DockerPull extends ResultCallback.Adapter<PullResponseItem> {
    private static final Duration DEADLINE = Duration.ofMinutes(15);

    private volatile @Nullable String said;
    private volatile @Nullable Throwable cut;

    private DockerPull() {}

    /** A sentence when the image did not come. */
    static Optional<String> pull(DockerClient docker, String reference, @Nullable RegistryUser user) {
        AuthConfig access = access(reference, user);
        DockerPull pull = DockerCalls.call(() -> docker.pullImageCmd(reference)
                // Always ours: without one docker-java would look for some of whoever runs the worker.
                .withAuthConfig(access)
                .exec(new DockerPull()));
        if (!DockerCalls.call(() -> pull.awaitCompletion(DEADLINE.toSeconds(), TimeUnit.SECONDS))) {
            return Optional.of("it did not come within " + DEADLINE.toMinutes() + " minutes");
        }
        return Optional.ofNullable(pull.problem()).map(words -> withoutPassword(words, access));
    }

    private @Nullable String problem() {
        return switch (cut) {
            case null -> said;
            case DockerException refused -> DockerCalls.sentence(refused);
            case RuntimeException failed -> throw DockerCalls.fault(failed);
            case Throwable failed -> throw new EngineFault("the engine broke off a pull", false, failed);
        };
    }

    // The header of the request is made of Strings, which cannot be wiped: they stay in the worker's memory until the
    // collector takes them, and nowhere else.
    @HandlesPlaintext("a registry's password becomes the header of the engine's request to it")
    private static AuthConfig access(String reference, @Nullable RegistryUser user) {
        AuthConfig access = new AuthConfig().withRegistryAddress(registry(reference));
        return user == null
                ? access
                : access.withUsername(user.name())
                        .withPassword(user.password().use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }

    // distribution/reference: the first component is a registry if it looks like a host, else the image is of
    // Docker Hub.
    static String registry(String reference) {
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost")
                ? first
                : AuthConfig.DEFAULT_SERVER_ADDRESS;
    }

    // A registry's words are its own; one that repeats the password must not bring it into a report.
    private static String withoutPassword(String words, AuthConfig access) {
        String password = access.getPassword();
        return password != null && words.contains(password) ? "the registry refused" : words;
    }

    @Override
    public void onNext(PullResponseItem item) {
        if (item.isErrorIndicated() && item.getErrorDetail() != null) {
            said = String.valueOf(item.getErrorDetail().getMessage());
        }
    }

    // A registry that refuses is an outcome, no fault to log.
    @Override
    public void onError(Throwable ending) {
        cut = ending;
        onComplete();
    }
}
