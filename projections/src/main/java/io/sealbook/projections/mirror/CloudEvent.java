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
 * An event as a CloudEvent 1.0 in Kafka's binary mode: the envelope in headers, the published metadata as the value. The
 * key is the pseudonym of the stream that owns the event, so that the order of one history survives partitions.
 */
final class CloudEvent {
    static final String SEQUENCE = "ce_sequence";
    static final String SOURCE = "ce_source";

    private CloudEvent() {}

    static String source(String ledger) {
        return "/ledgers/" + ledger;
    }

    static ProducerRecord<byte[], byte[]> of(RecordedEvent event, String ledger, String topic) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(topic, null, event.at().toEpochMilli(), bytes(event.tag()), value(event));
        header(message, "ce_specversion", "1.0");
        header(message, "ce_id", event.id().toString());
        header(message, SOURCE, source(ledger));
        header(message, "ce_type", event.type().wire());
        header(message, "ce_time", event.at().toString());
        header(message, SEQUENCE, String.format(Locale.ROOT, "%020d", event.position()));
        header(message, "content-type", "application/json");
        String subject = subject(event.event());
        if (subject != null) {
            header(message, "ce_subject", subject);
        }
        return message;
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
