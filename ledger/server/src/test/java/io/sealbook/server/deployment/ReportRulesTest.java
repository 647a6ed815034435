package io.sealbook.server.deployment;

import static io.sealbook.server.deployment.Wishes.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Report;
import io.sealbook.api.http.Report.Outcome;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportRulesTest {
    private static final DeploymentId WEB = new DeploymentId("01935000-0000-7000-8000-000000000001");
    private static final VersionedPath DB = new VersionedPath(new SecretPath("prod/db"), 2);

    @Test
    void aReportIsTheEventThatItTells() {
        assertThat(ReportRules.check(WEB, report(Outcome.PLACED, "c1", null, List.of(DB), null)))
                .isEqualTo(new DeploymentEvent.Placed(WEB, 3, "c1", List.of(DB)));
        assertThat(ReportRules.check(WEB, report(Outcome.PLACED, null, null, null, null)))
                .isEqualTo(new DeploymentEvent.Placed(WEB, 3, null, List.of()));
        assertThat(ReportRules.check(WEB, report(Outcome.PROGRESSED, "web.1", null, null, Step.HEALTHY)))
                .isEqualTo(new DeploymentEvent.Progressed(WEB, 3, "web.1", Step.HEALTHY));
        assertThat(ReportRules.check(WEB, report(Outcome.FAILED, null, "no memory", null, null)))
                .isEqualTo(new DeploymentEvent.Failed(WEB, 3, "no memory"));
        assertThat(ReportRules.check(WEB, report(Outcome.STOPPED, null, null, null, null)))
                .isEqualTo(new DeploymentEvent.Stopped(WEB, 3));
    }

    @Test
    void aStepIsThatOfAContainer() {
        refused("/container", () -> ReportRules.check(WEB, report(Outcome.PROGRESSED, null, null, null, Step.STARTED)));
        refused("/step", () -> ReportRules.check(WEB, report(Outcome.PROGRESSED, "c1", null, null, null)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PROGRESSED")
    void anOutcomeIsNoStep(Outcome outcome) {
        refused("/step", () -> ReportRules.check(WEB, report(outcome, "c1", "why", null, Step.HEALTHY)));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " \n", "a\u0000b"})
    void whatFailedSaysWhy(@Nullable String problem) {
        refused("/problem", () -> ReportRules.check(WEB, report(Outcome.FAILED, "c1", problem, null, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-c", "a b", "a/b", "a\n"})
    void aContainerHasAnId(String container) {
        refused("/container", () -> ReportRules.check(WEB, report(Outcome.PLACED, container, null, null, null)));
        String long129 = "c".repeat(129);
        refused("/container", () -> ReportRules.check(WEB, report(Outcome.PLACED, long129, null, null, null)));
    }

    @Test
    void whatRunsIsAtMostWhatCanBeBound() {
        List<VersionedPath> many = IntStream.rangeClosed(1, 65)
                .mapToObj(version -> new VersionedPath(new SecretPath("prod/db"), version))
                .toList();
        refused("/versions", () -> ReportRules.check(WEB, report(Outcome.PLACED, null, null, many, null)));
        refused("/versions", () -> ReportRules.check(WEB, report(Outcome.PLACED, null, null, List.of(DB, DB), null)));
        List<VersionedPath> none = List.of(DB, new VersionedPath(new SecretPath("prod/db"), 0));
        refused("/versions/1/version", () -> ReportRules.check(WEB, report(Outcome.PLACED, null, null, none, null)));
    }

    private static Report report(
            Outcome outcome,
            @Nullable String container,
            @Nullable String problem,
            @Nullable List<VersionedPath> versions,
            @Nullable Step step) {
        return new Report(3, outcome, container, problem, versions, step);
    }
}
