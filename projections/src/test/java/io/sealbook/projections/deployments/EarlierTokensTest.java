package io.sealbook.projections.deployments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.http.TokenAnswer;
import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.projections.loop.EarlierReadSchema;
import io.sealbook.projections.loop.PositionLoop;
import io.sealbook.projections.loop.Progress;
import io.sealbook.projections.loop.ReadSchema;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens that were projected before read models told what they open. */
class EarlierTokensTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final House house = House.at(new EarlierReadSchema("3"));
    private final Progress progress = new Progress(house.pool);
    private final DeploymentQueries queries = new DeploymentQueries(house.pool, Clock.systemUTC());

    @AfterEach
    void close() {
        progress.close();
        house.close();
    }

    @Test
    void theyTellItAsSoonAsTheyAreRebuiltAndUntilThenThatTheyDoNotKnow() {
        DeploymentId web = Histories.deployment();
        TokenId files = Histories.token();
        TokenId image = Histories.token();
        long last = house.append(
                Histories.requested(web, 1),
                Histories.issued(files, web, 1),
                Histories.issued(image, web, 1, TokenEvent.Purpose.IMAGE, "a key"));
        house.reads()
                .sql("insert into read.projection (name, position) values ('deployments', ?)")
                .param(last + 1)
                .update();
        for (TokenId token : new TokenId[] {files, image}) {
            project(token, web);
        }

        ReadSchema.migrate(house.direct());

        assertThat(token(image).state()).isEqualTo(TokenAnswer.State.LIVE);
        assertThat(token(image).purpose()).isNull();
        try (PositionLoop _ =
                new PositionLoop(new Deployments(), house.direct(), house.reader, house.signal, progress)) {
            await().atMost(SOON).until(() -> token(image).purpose() != null);
        }
        assertThat(token(image).purpose()).isEqualTo(TokenEvent.Purpose.IMAGE);
        assertThat(token(image).sealTo()).isEqualTo("a key");
        assertThat(token(files).purpose()).isEqualTo(TokenEvent.Purpose.FILES);
        assertThat(token(files).sealTo()).isNull();
        assertThat(house.reads()
                        .sql("select count(*) from read.projection where shadow_position is null")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private void project(TokenId token, DeploymentId deployment) {
        house.reads()
                .sql("insert into read.bootstrap_token (id, deployment, generation, issued_at, expires_at)"
                        + " values (?, ?, 1, now(), now() + interval '1 minute')")
                .param(token.value())
                .param(deployment.value())
                .update();
    }

    private TokenAnswer token(TokenId id) {
        return queries.token(id).orElseThrow();
    }
}
