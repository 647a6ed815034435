package io.sealbook.projections.mirror;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings under {@code sealbook.kafka.}.
 *
 * @param bootstrapServers the brokers; without them nothing is published
 * @param partitions of the events' topic, if it has to be made; order holds within a partition
 * @param properties further properties of the Kafka clients, such as those of TLS and SASL
 */
@ConfigurationProperties("sealbook.kafka")
public record MirrorProperties(
        @Nullable List<String> bootstrapServers,
        @DefaultValue("1") int partitions,
        @DefaultValue Map<String, String> properties) {
    public MirrorProperties {
        bootstrapServers = bootstrapServers == null ? null : List.copyOf(bootstrapServers);
        properties = Map.copyOf(properties);
    }
}
