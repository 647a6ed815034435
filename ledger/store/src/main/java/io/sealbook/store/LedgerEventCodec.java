package io.sealbook.store;

import io.sealbook.api.Actor;
import io.sealbook.api.Provenance;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.Inside;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.StreamName;
import io.sealbook.seal.SealedValue;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our events as fields: those of the event, and beside them {@code actor}, {@code requestId}, {@code from} and, for a
 * request that may be repeated, {@code idempotencyKey} and {@code fingerprint}.
 */
public final class LedgerEventCodec implements EventCodec {
    private static final String ACTOR = "actor";
    private static final String REQUEST = "requestId";
    private static final String FROM = "from";
    private static final Set<String> PROVENANCE = Set.of(ACTOR, REQUEST, FROM);
    private static final String IDEMPOTENCY_KEY = "idempotencyKey";
    private static final String FINGERPRINT = "fingerprint";

    private final JsonMapper json = LedgerJson.mapper();

    @Override
    public Map<String, String> fields(EventMessage message) {
        LedgerEventMessage ours = ours(message);
        Map<String, String> fields = fieldsOf(json.valueToTree(ours.event()));
        put(fields, ACTOR, ours.provenance().actor());
        put(fields, REQUEST, ours.provenance().requestId());
        if (ours.provenance().from() != null) {
            put(fields, FROM, ours.provenance().from());
        }
        Idempotency idempotency = ours.idempotency();
        if (idempotency != null) {
            put(fields, IDEMPOTENCY_KEY, idempotency.stream());
            put(fields, FINGERPRINT, idempotency.fingerprint());
        }
        return fields;
    }

    /**
     * The fields that others may see, of those that were sealed together: none that stay {@link Inside}, as a whole or in
     * part, because a field is shown as it was sealed.
     */
    Map<String, String> published(EventType type, byte[] sealed) {
        ObjectNode all = (ObjectNode) json.readTree(sealed);
        ObjectNode event = (ObjectNode) json.readTree(LedgerJson.published(json.treeToValue(all, type.payload())));
        Map<String, String> fields = fieldsOf(all);
        fields.keySet()
                .removeIf(name -> !PROVENANCE.contains(name) && !all.get(name).equals(event.get(name)));
        return fields;
    }

    private Map<String, String> fieldsOf(ObjectNode object) {
        Map<String, String> fields = new TreeMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), json.writeValueAsString(field.getValue())));
        return fields;
    }

    private void put(Map<String, String> fields, String name, Object value) {
        if (fields.put(name, json.writeValueAsString(value)) != null) {
            throw new IllegalStateException("bug: an event has a field of the reserved name " + name);
        }
    }

    @Override
    public @Nullable SealedValue value(EventMessage message) {
        return ours(message).value();
    }

    @Override
    public EventMessage message(UUID id, MessageType type, Instant at, byte[] fields) {
        return read(id, EventType.ofWire(type.name()), at, fields);
    }

    LedgerEventMessage read(UUID id, EventType type, Instant at, byte[] fields) {
        ObjectNode node = (ObjectNode) json.readTree(fields);
        LedgerEvent event = json.treeToValue(node, type.payload());
        JsonNode from = node.get(FROM);
        Provenance provenance = new Provenance(
                json.treeToValue(node.get(ACTOR), Actor.class),
                node.get(REQUEST).stringValue(),
                from == null ? null : from.stringValue());
        JsonNode fingerprint = node.get(FINGERPRINT);
        Idempotency idempotency = fingerprint == null
                ? null
                : new Idempotency(
                        json.treeToValue(node.get(IDEMPOTENCY_KEY), StreamName.class), fingerprint.stringValue());
        return new LedgerEventMessage(id, event, provenance, at, null, idempotency);
    }

    private static LedgerEventMessage ours(EventMessage message) {
        if (message instanceof LedgerEventMessage ours) {
            return ours;
        }
        throw new IllegalStateException("bug: only ledger events are appended, not " + message.type());
    }
}
