package io.sealbook.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

class ProblemsTest {
    private final Problems problems = new Problems(JsonMapper.shared(), refusal -> {}, Schedulers.immediate());

    @Test
    void aDatabaseThatDoesNotAnswerIsNoFaultOfOursAndPasses() {
        for (Throwable outage : new Throwable[] {
            new R2dbcTimeoutException("no connection in time"),
            new IllegalStateException("wrapped", new SQLTransientConnectionException("the pool is empty"))
        }) {
            MockServerWebExchange answered = answer(outage);

            assertThat(answered.getResponse().getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(answered.getResponse().getHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                    .isEqualTo("1");
            assertThat(answered.getResponse().getBodyAsString().block(Duration.ofSeconds(5)))
                    .contains("\"code\":\"ledger-unavailable\"");
        }
    }

    @Test
    void whatNobodyKnowsIsAFault() {
        assertThat(answer(new IllegalStateException("bug: a test's"))
                        .getResponse()
                        .getStatusCode())
                .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    }

    private MockServerWebExchange answer(Throwable fault) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/v1/anything"));
        new RequestIds()
                .filter(exchange, same -> problems.write(same, fault))
                .then(Mono.empty())
                .block(Duration.ofSeconds(5));
        return exchange;
    }
}
