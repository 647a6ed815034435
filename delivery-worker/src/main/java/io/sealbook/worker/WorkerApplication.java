package io.sealbook.worker;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The worker as a process of its own, with its health on a loopback port ({@code management.server.port}, else 8422). */
@Configuration(proxyBeanMethods = false)
@Import(Wiring.class)
public class WorkerApplication {
    private static final int MANAGEMENT_PORT = 8422;

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(WorkerApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.run(arguments);
    }

    @Bean
    HealthPage healthPage(DeliveryWorker worker, Environment environment) {
        return new HealthPage(
                worker.health(), environment.getProperty("management.server.port", Integer.class, MANAGEMENT_PORT));
    }
}
