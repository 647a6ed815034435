package io.sealbook.api.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every event's name on the wire. Names are for ever; a change of meaning is a new version. */
public enum EventType {
    SECRET_WRITTEN("io.sealbook.secret.written.v1", SecretEvent.Written.class),
    SECRET_ROTATED("io.sealbook.secret.rotated.v1", SecretEvent.Rotated.class),
    SECRET_READ("io.sealbook.secret.read.v1", SecretEvent.Read.class),
    SECRET_DESCRIBED("io.sealbook.secret.described.v1", SecretEvent.Described.class),
    SECRET_DELETED("io.sealbook.secret.deleted.v1", SecretEvent.Deleted.class),
    SECRET_RESTORED("io.sealbook.secret.restored.v1", SecretEvent.Restored.class),
    TOKEN_ISSUED("io.sealbook.token.issued.v1", TokenEvent.Issued.class),
    TOKEN_CONSUMED("io.sealbook.token.consumed.v1", TokenEvent.Consumed.class),
    TOKEN_REFUSED("io.sealbook.token.refused.v1", TokenEvent.Refused.class),
    TOKEN_REVOKED("io.sealbook.token.revoked.v1", TokenEvent.Revoked.class),
    DEPLOYMENT_REQUESTED("io.sealbook.deployment.requested.v1", DeploymentEvent.Requested.class),
    DEPLOYMENT_PROGRESSED("io.sealbook.deployment.progressed.v1", DeploymentEvent.Progressed.class),
    DEPLOYMENT_PLACED("io.sealbook.deployment.placed.v1", DeploymentEvent.Placed.class),
    DEPLOYMENT_FAILED("io.sealbook.deployment.failed.v1", DeploymentEvent.Failed.class),
    DEPLOYMENT_STOPPED("io.sealbook.deployment.stopped.v1", DeploymentEvent.Stopped.class),
    ACCOUNT_CREATED("io.sealbook.account.created.v1", AccountEvent.Created.class),
    ACCOUNT_DISABLED("io.sealbook.account.disabled.v1", AccountEvent.Disabled.class),
    KEY_CREATED("io.sealbook.key.created.v1", AccountEvent.KeyCreated.class),
    KEY_REVOKED("io.sealbook.key.revoked.v1", AccountEvent.KeyRevoked.class),
    ACCESS_REFUSED("io.sealbook.access.refused.v1", RefusalEvent.AccessRefused.class),
    ALARM_RAISED("io.sealbook.alarm.raised.v1", RefusalEvent.AlarmRaised.class);

    private static final Map<String, EventType> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::wire, Function.identity()));
    private static final Map<Class<?>, EventType> BY_CLASS =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::payload, Function.identity()));

    private final String wire;
    private final Class<? extends LedgerEvent> payload;

    EventType(String wire, Class<? extends LedgerEvent> payload) {
        this.wire = wire;
        this.payload = payload;
    }

    /** The type of an event of this process: every permitted record has one. */
    public static EventType of(LedgerEvent event) {
        return of(event.getClass());
    }

    public static EventType of(Class<? extends LedgerEvent> payload) {
        EventType type = BY_CLASS.get(payload);
        if (type == null) {
            throw new IllegalStateException("bug: " + payload.getName() + " has no wire name");
        }
        return type;
    }

    /** The type with this wire name; an unknown one comes from a newer Sealbook and is an error to its reader. */
    public static EventType ofWire(String wire) {
        EventType type = BY_WIRE.get(wire);
        if (type == null) {
            throw new IllegalArgumentException("unknown event type " + wire);
        }
        return type;
    }

    public String wire() {
        return wire;
    }

    public Class<? extends LedgerEvent> payload() {
        return payload;
    }

    /** The name between {@code io.sealbook.} and the version, as people say it: {@code secret.written}. */
    public String action() {
        return wire.substring("io.sealbook.".length(), wire.lastIndexOf('.'));
    }
}
