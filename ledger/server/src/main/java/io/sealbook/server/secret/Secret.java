package io.sealbook.server.secret;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.StreamName;
import io.sealbook.server.command.Entity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.axonframework.messaging.eventhandling.EventMessage;

/**
 * The state of one secret, as far as decisions need it.
 *
 * @param values the events that carry the values, version 1 first
 */
public record Secret(
        SecretPath path,
        Life life,
        int revision,
        Description description,
        List<UUID> values,
        Instant createdAt,
        Instant updatedAt) {

    /** How the state of a secret grows from its events. Readings change nothing. */
    public static final Entity<SecretPath, Secret> ENTITY = new Entity<>(
            SecretPath.class,
            Secret.class,
            StreamName::of,
            Set.of(
                    EventType.SECRET_WRITTEN,
                    EventType.SECRET_ROTATED,
                    EventType.SECRET_DESCRIBED,
                    EventType.SECRET_DELETED,
                    EventType.SECRET_RESTORED),
            Secret::unwritten,
            Secret::after);

    public Secret {
        values = List.copyOf(values);
    }

    /** Where a secret is in its life. */
    public enum Life {
        UNWRITTEN,
        LIVE,
        DELETED
    }

    static Secret unwritten(SecretPath path) {
        return new Secret(path, Life.UNWRITTEN, 0, Description.EMPTY, List.of(), Instant.EPOCH, Instant.EPOCH);
    }

    /** How many values there have been; the last one is the current one. */
    public int version() {
        return values.size();
    }

    /** The event that carries this version. */
    public Optional<UUID> value(int version) {
        return version >= 1 && version <= values.size() ? Optional.of(values.get(version - 1)) : Optional.empty();
    }

    static Secret after(Secret before, LedgerEvent event, EventMessage message) {
        UUID id = UUID.fromString(message.identifier());
        Instant at = message.timestamp();
        return event instanceof SecretEvent change ? before.after(change, id, at) : before;
    }

    Secret after(SecretEvent event, UUID id, Instant at) {
        return switch (event) {
            case SecretEvent.Written written ->
                next(Life.LIVE, written.revision(), written.description(), with(id), at);
            case SecretEvent.Rotated rotated -> next(Life.LIVE, rotated.revision(), description, with(id), at);
            case SecretEvent.Described described ->
                next(life, described.revision(), described.description(), values, at);
            case SecretEvent.Deleted deleted -> next(Life.DELETED, deleted.revision(), description, values, at);
            case SecretEvent.Restored restored -> next(Life.LIVE, restored.revision(), description, values, at);
            case SecretEvent.Read read -> this;
        };
    }

    private Secret next(
            Life nextLife, int nextRevision, Description nextDescription, List<UUID> nextValues, Instant at) {
        Instant created = life == Life.UNWRITTEN ? at : createdAt;
        return new Secret(path, nextLife, nextRevision, nextDescription, nextValues, created, at);
    }

    private List<UUID> with(UUID value) {
        List<UUID> all = new ArrayList<>(values);
        all.add(value);
        return all;
    }
}
