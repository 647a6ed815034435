package io.sealbook.projections.mirror;

import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.store.LedgerJson;
import io.sealbook.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is published, as CloudEvents 1.0 in Kafka's binary mode: the envelope in headers. An event's value is its published
 * metadata, its key the pseudonym of the stream that owns it, so that the order of one history survives partitions. A
 * checkpoint's value is its signed note, its key the name of the log.
 */
final class CloudEvent {
    static final String SEQUENCE = "ce_sequence";
    static final String SOURCE = "ce_source";
    private static final String CHECKPOINT_TYPE = "io.sealbook.checkpoint.signed.v1";

    private CloudEvent() {}

    static String source(String ledger) {
        return "/ledgers/" + ledger;
    }

    static ProducerRecord<byte[], byte[]> of(RecordedEvent event, String ledger) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(Topic.EVENTS, null, event.at().toEpochMilli(), bytes(event.tag()), value(event));
        envelope(message, event.id().toString(), ledger, event.type().wire(), event.position());
        header(message, "ce_time", event.at().toString());
        header(message, "content-type", "application/json");
        String subject = subject(event.event());
        if (subject != null) {
            header(message, "ce_subject", subject);
        }
        return message;
    }

    static ProducerRecord<byte[], byte[]> of(SignedCheckpoint checkpoint, String ledger) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(Topic.CHECKPOINTS, bytes(checkpoint.origin()), bytes(checkpoint.note()));
        // One log signs one tree of each size, so the size names the checkpoint.
        envelope(message, "checkpoint-" + checkpoint.size(), ledger, CHECKPOINT_TYPE, checkpoint.size());
        header(message, "content-type", "text/plain; charset=utf-8");
        return message;
    }

    private static void envelope(
            ProducerRecord<byte[], byte[]> message, String id, String ledger, String type, long sequence) {
        header(message, "ce_specversion", "1.0");
        header(message, "ce_id", id);
        header(message, SOURCE, source(ledger));
        header(message, "ce_type", type);
        header(message, SEQUENCE, String.format(Locale.ROOT, "%020d", sequence));
    }

    private static byte[] value(RecordedEvent event) {
        JsonMapper json = LedgerJson.mapper();
        Map<String, JsonNode> fields = new TreeMap<>();
        json.readTree(LedgerJson.published(event.event()))
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue()));
        fields.put("actor", json.valueToTree(event.provenance().actor()));
        fields.put("requestId", json.valueToTree(event.provenance().requestId()));
        if (event.provenance().from() != null) {
            fields.put("from", json.valueToTree(event.provenance().from()));
        }
        return json.writeValueAsBytes(fields);
    }

    private static @Nullable String subject(LedgerEvent event) {
        return switch (event) {
            case SecretEvent secret -> secret.path().value();
            case TokenEvent token -> token.token().value();
            case DeploymentEvent deployment -> deployment.deployment().value();
            case AccountEvent account -> account.account().value();
            case RefusalEvent.AccessRefused refused
            when refused.path() != null -> refused.path().value();
            case RefusalEvent.AccessRefused refused -> text(refused.deployment());
            case RefusalEvent.AlarmRaised alarm
            when alarm.token() != null -> alarm.token().value();
            case RefusalEvent.AlarmRaised alarm -> text(alarm.deployment());
        };
    }

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }

    private static void header(ProducerRecord<byte[], byte[]> message, String name, String value) {
        message.headers().add(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
