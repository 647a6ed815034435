package io.sealbook.worker;

import io.sealbook.worker.place.DockerEngine;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The whole worker as one bean. It starts last and stops first, and shares nothing with its neighbours in a context. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerProperties.class)
public class Wiring {
    @Bean
    DeliveryWorker deliveryWorker(WorkerProperties properties) {
        return new DeliveryWorker(properties, new DockerEngine(properties.engine()));
    }
}
