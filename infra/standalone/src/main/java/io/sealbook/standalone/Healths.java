package io.sealbook.standalone;

import io.sealbook.access.AccessView;
import io.sealbook.server.log.TransparencyLog;
import io.sealbook.worker.DeliveryWorker;
import io.sealbook.worker.WorkerHealth;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /actuator/health} tells: whether the ledger can be followed, whether its log
 * is signed, and whether the worker can deliver. */
@Configuration(proxyBeanMethods = false)
class Healths {
    @Bean
    HealthIndicator ledgerHealthIndicator(AccessView view) {
        return () -> view.isCurrent()
                ? Health.up().build()
                : Health.down()
                        .withDetail("problem", "the database does not answer")
                        .build();
    }

    @Bean
    HealthIndicator logHealthIndicator(TransparencyLog log) {
        return () -> log.trouble()
                .map(problem -> Health.down().withDetail("problem", problem).build())
                .orElseGet(() -> Health.up().build());
    }

    @Bean
    HealthIndicator workerHealthIndicator(DeliveryWorker worker) {
        return () -> {
            WorkerHealth health = worker.health();
            return health.engineProblem()
                    .or(health::ledgerProblem)
                    .map(problem -> Health.down().withDetail("problem", problem).build())
                    .orElseGet(() -> Health.up().build());
        };
    }
}
