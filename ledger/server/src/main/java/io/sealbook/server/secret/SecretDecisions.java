package io.sealbook.server.secret;

import io.sealbook.api.event.Description;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.edge.Problem;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.command.Decision;
import io.sealbook.server.secret.Secret.Life;
import io.sealbook.server.secret.SecretCommand.Change;
import io.sealbook.server.secret.SecretCommand.Expected;
import io.sealbook.server.secret.SecretCommand.Reading;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What may become of a secret. Pure. */
final class SecretDecisions {
    private SecretDecisions() {}

    static Decision<Change> write(Secret secret, SecretCommand.Write write) {
        Optional<Problem> stale = unmet(secret, write.expected());
        if (stale.isPresent()) {
            return Decision.refuse(stale.get());
        }
        return switch (secret.life()) {
            case UNWRITTEN, LIVE ->
                change(
                        secret,
                        new SecretEvent.Written(
                                secret.path(), secret.version() + 1, secret.revision() + 1, write.description()),
                        write.event(),
                        write.value(),
                        write);
            case DELETED -> Decision.refuse(deleted());
        };
    }

    static Decision<Change> rotate(Secret secret, SecretCommand.Rotate rotate) {
        Optional<Problem> stale = unmet(secret, rotate.expected());
        if (stale.isPresent()) {
            return Decision.refuse(stale.get());
        }
        return switch (secret.life()) {
            case LIVE ->
                change(
                        secret,
                        new SecretEvent.Rotated(
                                secret.path(),
                                secret.version() + 1,
                                secret.revision() + 1,
                                rotate.generated(),
                                rotate.reason()),
                        rotate.event(),
                        rotate.value(),
                        rotate);
            case UNWRITTEN -> Decision.refuse(Problem.notFound());
            case DELETED -> Decision.refuse(deleted());
        };
    }

    static Decision<Change> describe(Secret secret, SecretCommand.Describe describe) {
        Optional<Problem> stale = unmet(secret, describe.expected());
        if (stale.isPresent()) {
            return Decision.refuse(stale.get());
        }
        Description description = describe.change().apply(secret.description());
        return switch (secret.life()) {
            case LIVE ->
                description.equals(secret.description())
                        ? Decision.accept(new Change(secret, false))
                        : change(
                                secret,
                                new SecretEvent.Described(
                                        secret.path(), secret.version(), secret.revision() + 1, description),
                                null,
                                null,
                                describe);
            case UNWRITTEN -> Decision.refuse(Problem.notFound());
            case DELETED -> Decision.refuse(deleted());
        };
    }

    static Decision<Change> delete(Secret secret, SecretCommand.Delete delete) {
        Optional<Problem> stale = unmet(secret, delete.expected());
        if (stale.isPresent()) {
            return Decision.refuse(stale.get());
        }
        return switch (secret.life()) {
            case LIVE ->
                change(
                        secret,
                        new SecretEvent.Deleted(
                                secret.path(), secret.version(), secret.revision() + 1, delete.reason()),
                        null,
                        null,
                        delete);
            case UNWRITTEN -> Decision.refuse(Problem.notFound());
            case DELETED -> Decision.accept(new Change(secret, false));
        };
    }

    static Decision<Change> restore(Secret secret, SecretCommand.Restore restore) {
        return switch (secret.life()) {
            case DELETED ->
                change(
                        secret,
                        new SecretEvent.Restored(
                                secret.path(), secret.version(), secret.revision() + 1, restore.reason()),
                        null,
                        null,
                        restore);
            case UNWRITTEN -> Decision.refuse(Problem.notFound());
            case LIVE -> Decision.accept(new Change(secret, false));
        };
    }

    static Decision<Reading> read(Secret secret, SecretCommand.Read read) {
        int version = read.version() == null ? secret.version() : read.version();
        return switch (secret.life()) {
            case LIVE ->
                secret.value(version)
                        .map(event -> Decision.accept(
                                new Reading(event, version, secret.description().contentType()),
                                new SecretEvent.Read(secret.path(), version, null, null)))
                        .orElseGet(() -> Decision.refuse(Problem.notFound()));
            case UNWRITTEN -> Decision.refuse(Problem.notFound());
            case DELETED ->
                Decision.refuse(Problem.gone("secret-deleted", "The secret was deleted. Restore it first."));
        };
    }

    private static Decision<Change> change(
            Secret secret,
            SecretEvent event,
            @Nullable UUID id,
            @Nullable SealedValue value,
            SecretCommand<Change> command) {
        UUID known = id == null ? new UUID(0, 0) : id;
        Change change = new Change(secret.after(event, known, command.at()), secret.life() == Life.UNWRITTEN);
        return new Decision.Accept<>(List.of(new Decision.Fact(event, id, value)), change);
    }

    // RFC 9110 §13.1: the condition speaks of the state before the change.
    private static Optional<Problem> unmet(Secret secret, Expected expected) {
        boolean exists = secret.life() != Life.UNWRITTEN;
        if (expected.absent() && exists) {
            return Optional.of(stale(secret, "The secret exists already."));
        }
        if (expected.revision() != null && (!exists || expected.revision() != secret.revision())) {
            return Optional.of(stale(secret, "The revision is another one by now."));
        }
        if (expected.version() != null && expected.version() != secret.version()) {
            return Optional.of(stale(secret, "The version is another one by now."));
        }
        return Optional.empty();
    }

    private static Problem stale(Secret secret, String detail) {
        return Problem.preconditionFailed(detail)
                .with("currentRevision", secret.revision())
                .with("currentVersion", secret.version());
    }

    private static Problem deleted() {
        return Problem.conflict("secret-deleted", "The secret was deleted. Restore it before you change it.");
    }
}
