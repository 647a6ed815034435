package io.sealbook.edge;

import io.sealbook.access.AccessView;
import io.sealbook.access.RefusalRecorder;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * The edge of a service, for its Spring context: it needs an {@link AccessView}, a {@link RefusalRecorder} and a clock.
 * Plain controller methods run on virtual threads.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
public class EdgeConfiguration {
    private static final int MAX_BODY_BYTES = 1 << 20;

    @Bean
    Executor edgeThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("sealbook-request-", 0).factory());
    }

    @Bean
    Scheduler edgeScheduler(Executor edgeThreads) {
        return Schedulers.fromExecutor(edgeThreads);
    }

    @Bean
    RequestIds requestIds() {
        return new RequestIds();
    }

    @Bean
    Problems problems(JsonMapper json, RefusalRecorder recorder, Scheduler edgeScheduler) {
        return new Problems(json, recorder, edgeScheduler);
    }

    @Bean
    UnknownCallers unknownCallers(RefusalRecorder recorder, Clock clock) {
        return new UnknownCallers(recorder, clock);
    }

    @Bean
    SecurityWebFilterChain security(
            ServerHttpSecurity http,
            AccessView view,
            Problems problems,
            UnknownCallers unknownCallers,
            Scheduler edgeScheduler) {
        return new Security(view, problems, unknownCallers, edgeScheduler).chain(http);
    }

    // A slash in a path parameter may be written %2F; double slashes, dots, semicolons and %25 stay refused.
    @Bean
    StrictServerWebExchangeFirewall firewall() {
        StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
        firewall.setAllowUrlEncodedSlash(true);
        return firewall;
    }

    @Bean
    ServerExchangeRejectedHandler firewallProblems(Problems problems) {
        return (exchange, rejected) ->
                problems.write(exchange, Problem.badRequest("path", "the firewall of the edge refuses such a request"));
    }

    @Bean
    JsonMapperBuilderCustomizer requestJson() {
        return StrictJson::configure;
    }

    @Bean
    WebFluxConfigurer edgeWeb(Executor edgeThreads) {
        return new WebFluxConfigurer() {
            @Override
            public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
                configurer.setExecutor(new TaskExecutorAdapter(edgeThreads));
            }

            @Override
            public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
                configurer.defaultCodecs().maxInMemorySize(MAX_BODY_BYTES);
            }
        };
    }
}
