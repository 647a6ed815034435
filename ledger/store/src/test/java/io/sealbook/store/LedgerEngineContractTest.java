package io.sealbook.store;

import io.sealbook.seal.SealedValue;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.StorageEngineTestSuite;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.core.unitofwork.StubProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Axon's own contract for storage engines, on a real PostgreSQL. */
class LedgerEngineContractTest extends StorageEngineTestSuite<LedgerEngine> {
    private final TestLedger ledger = new TestLedger();

    @Override
    protected LedgerEngine buildStorageEngine() {
        return ledger.engine(new TextCodec());
    }

    @AfterAll
    void closeTheLedger() {
        testSubject.close();
        ledger.close();
    }

    @Override
    protected ProcessingContext processingContext() {
        return new StubProcessingContext();
    }

    /**
     * The suite's messages: a text, some metadata, and the message's own time as a field, because the suite appends out of
     * order and a ledger's time never decreases.
     */
    private static final class TextCodec implements EventCodec {
        private final JsonMapper json = JsonMapper.builder().build();

        @Override
        public Map<String, String> fields(EventMessage message) {
            Map<String, String> fields = new TreeMap<>();
            message.metadata().forEach((key, value) -> fields.put("x-" + key, json.writeValueAsString(value)));
            byte[] text = message.payload() instanceof byte[] bytes
                    ? bytes
                    : String.valueOf(message.payload()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            fields.put("time", json.writeValueAsString(message.timestamp().toString()));
            fields.put("text", json.writeValueAsString(Base64.getEncoder().encodeToString(text)));
            return fields;
        }

        @Override
        public @Nullable SealedValue value(EventMessage message) {
            return null;
        }

        @Override
        public EventMessage message(UUID id, MessageType type, Instant at, byte[] fields) {
            JsonNode node = json.readTree(fields);
            Map<String, String> metadata = new TreeMap<>();
            node.properties().forEach(field -> {
                if (field.getKey().startsWith("x-")) {
                    metadata.put(field.getKey().substring(2), field.getValue().stringValue());
                }
            });
            byte[] text = Base64.getDecoder().decode(node.get("text").stringValue());
            return new GenericEventMessage(
                    id.toString(),
                    type,
                    text,
                    metadata,
                    Instant.parse(node.get("time").stringValue()));
        }
    }
}
