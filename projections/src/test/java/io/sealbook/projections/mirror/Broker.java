package io.sealbook.projections.mirror;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A real Kafka broker in the JVM of a test class. */
final class Broker implements AutoCloseable {
    private final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
    private final Locale usual = Locale.getDefault();

    void start() {
        // The broker of this version upper-cases words by the default locale and does not start in a Turkish one.
        Locale.setDefault(Locale.ROOT);
        broker.brokerProperties(Map.of(
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "auto.create.topics.enable", "false"));
        broker.afterPropertiesSet();
    }

    String address() {
        return broker.getBrokersAsString();
    }

    MirrorProperties properties() {
        return new MirrorProperties(List.of(address()), 1, Map.of());
    }

    Follower follower(String isolation) {
        return new Follower(address(), isolation);
    }

    @Override
    public void close() {
        broker.destroy();
        Locale.setDefault(usual);
    }
}
