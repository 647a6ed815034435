package io.sealbook.projections.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.pool.ConnectionPool;
import io.sealbook.access.Permissions;
import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.PathPattern;
import io.sealbook.api.access.Rule;
import io.sealbook.edge.Problem;
import io.sealbook.projections.House;
import io.sealbook.store.LedgerSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.test.StepVerifier;

class TrailQueriesTest {
    private static final Filter EVERYTHING = new Filter(Map.of(), null, null);

    @Test
    void aQuestionThatTakesTooLongIsCalledTooBroadAndLeavesTheConnectionWell() throws SQLException {
        try (House house = new House()) {
            ConnectionPool pool =
                    house.database.as(LedgerSchema.PROJECTIONS_ROLE).reactive(1);
            TrailQueries queries = new TrailQueries(pool, Clock.systemUTC(), Duration.ofMillis(300));
            try (Connection blocker = house.direct().getConnection();
                    Statement statement = blocker.createStatement()) {
                blocker.setAutoCommit(false);
                statement.execute("lock table read.trail in access exclusive mode");
                StepVerifier.create(queries.events(EVERYTHING, 10, null))
                        .expectErrorSatisfies(problem -> assertThat(problem)
                                .isInstanceOfSatisfying(
                                        Problem.class,
                                        broad -> assertThat(broad.code()).isEqualTo("query-too-broad")))
                        .verify(Duration.ofSeconds(20));
                blocker.rollback();
            }
            StepVerifier.create(queries.events(EVERYTHING, 10, null))
                    .assertNext(page -> assertThat(page.items()).isEmpty())
                    .expectComplete()
                    .verify(Duration.ofSeconds(20));
            pool.dispose();
        }
    }

    @Test
    void theFirstAndTheLastInstantOfTheCalendarAreFine() {
        try (House house = new House()) {
            ConnectionPool pool =
                    house.database.as(LedgerSchema.PROJECTIONS_ROLE).reactive(1);
            TrailQueries queries = new TrailQueries(pool, Clock.systemUTC(), Duration.ofSeconds(5));
            for (String query : List.of(
                    "from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.999999999Z",
                    "to=0001-01-01T00:00:00Z",
                    "from=9999-12-31T23:59:59Z")) {
                Filter filter = Filter.of(
                        UriComponentsBuilder.fromUriString("?" + query).build().getQueryParams(), Set.of());
                StepVerifier.create(queries.events(filter, 10, null).then(queries.overTime(filter, 500)))
                        .assertNext(buckets -> assertThat(buckets.buckets()).hasSize(500))
                        .expectComplete()
                        .verify(Duration.ofSeconds(20));
            }
            pool.dispose();
        }
    }

    // The trail finds by pattern exactly what a rule with the same pattern speaks of.
    @ParameterizedTest
    @ValueSource(strings = {"**", "prod/**", "prod/*", "*/db", "prod/*/key", "*", "*/**", "a.b/*", "prod/*/**"})
    void patternsMeanWhatTheyMeanInRules(String pattern) {
        Permissions rule = new Permissions(
                List.of(new Rule(Rule.Effect.ALLOW, Set.of(Action.SECRET_LIST), List.of(new PathPattern(pattern)))));
        Pattern regex = Pattern.compile(Conditions.regex(pattern));
        for (String path : List.of(
                "prod", "prod/db", "prod/api/key", "prod/api/key/x", "prodigy/db", "db", "a.b/c", "aXb/c", "x/y/z")) {
            assertThat(regex.matcher(path).find())
                    .as("%s on %s", pattern, path)
                    .isEqualTo(rule.allow(Action.SECRET_LIST, new SecretPath(path)));
        }
    }
}
