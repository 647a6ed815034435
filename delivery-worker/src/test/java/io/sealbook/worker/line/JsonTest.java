package io.sealbook.worker.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.IssueToken;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void aDurationIsWrittenAsTheTextThatTheLedgerTakes() {
        DeploymentId web = new DeploymentId("01a202be-f807-7888-a240-a874cf040ad1");
        assertThat(Json.MAPPER.writeValueAsString(new IssueToken(web, Duration.ofSeconds(30), null)))
                .contains("\"ttl\":\"PT30S\"");
    }
}
