package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static Orders.Order order(int generation) {
        DeploymentId web = new DeploymentId("0198a4f0-0000-7000-8000-000000000001");
        return new Orders.Order(web, generation, Desired.RUNNING, "web", "sha256:0", null, List.of(), null);
    }

    private static Attempts refused(int times) {
        Attempts attempts = Attempts.at(order(1), null);
        for (int i = 0; i < times; i++) {
            attempts = attempts.refused("no space");
        }
        return attempts;
    }

    @Test
    void anEngineThatKeepsRefusingIsTheOutcome() {
        assertThat(refused(4).verdict()).isNull();
        assertThat(refused(5).verdict()).isEqualTo("no space");
        assertThat(refused(9).report()).isNull();
        assertThat(refused(10).report()).isEqualTo(new Report(1, Report.Outcome.FAILED, null, "no space", null));
    }

    @Test
    void whatNobodyForesawIsTriedOnceMoreWithoutSecrets() {
        Attempts once = refused(0).unforeseen(new IllegalArgumentException("hunter2"));
        assertThat(once.verdict()).contains("IllegalArgumentException").doesNotContain("hunter2");
        assertThat(once.report()).isNull();
        assertThat(once.unforeseen(new IllegalStateException("bug")).report())
                .isEqualTo(new Report(1, Report.Outcome.FAILED, null, once.verdict(), null));
    }

    @Test
    void aLaterGenerationIsNotBlamedForAnEarlierOne() {
        assertThat(Attempts.at(order(1), refused(7))).isEqualTo(refused(7));
        assertThat(Attempts.at(order(2), refused(7))).isEqualTo(new Attempts(2, 0, null, null));
    }
}
