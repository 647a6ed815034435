package io.sealbook.worker.report;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.http.Report;
import io.sealbook.worker.line.Answer;
import io.sealbook.worker.line.LedgerLine;
import io.sealbook.worker.line.LedgerUnavailable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports outcomes, and on the way how far a container is. Reporting the same outcome twice is harmless, so a lost answer
 * is simply repeated; a lost word about progress stays lost.
 */
public final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final int LONGEST_PROBLEM = 2000;

    // How long an outcome waits for a word about progress that is on its way, so that the ledger hears them in order.
    private static final Duration COURTESY = Duration.ofSeconds(1);

    private final LedgerLine line;
    private final Map<DeploymentId, Thread> underWay = new ConcurrentHashMap<>();

    public Reporter(LedgerLine line) {
        this.line = line;
    }

    /** Says in the background that a container of this generation came a step further. Never fails, never repeats. */
    public void progress(DeploymentId deployment, int generation, String container, Step step) {
        underWay.compute(
                deployment,
                (_, before) -> Thread.startVirtualThread(() -> {
                    patientlyFor(before);
                    Report report = new Report(generation, Report.Outcome.PROGRESSED, container, null, null, step);
                    try (Answer answer = line.tell(path(deployment), report)) {
                        LOG.debug("{} generation {} is {}: {}", deployment, generation, step, answer.status());
                    } catch (LedgerUnavailable unheard) {
                        LOG.debug("{} generation {} is {}, which nobody heard", deployment, generation, step, unheard);
                    }
                }));
    }

    private static void patientlyFor(@Nullable Thread before) {
        try {
            if (before != null && !before.join(COURTESY)) {
                LOG.debug("a report overtakes one that is still under way");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String path(DeploymentId deployment) {
        return "/v1/deployments/" + deployment + "/reports";
    }

    /**
     * Returns when the ledger has recorded the report, or has said that it no longer cares about this generation, or
     * will not have the report: said again it would not be heard either.
     */
    public void send(DeploymentId deployment, Report report) {
        patientlyFor(underWay.remove(deployment));
        String what = "the report of " + deployment + ", generation " + report.generation();
        try (Answer answer = line.tell(path(deployment), acceptable(report))) {
            switch (answer.status()) {
                case 200, 202, 204 -> LOG.debug("{} is recorded", what);
                case 404, 409 -> LOG.info("the ledger has moved on and does not need {} ({})", what, answer.status());
                default -> {
                    if (answer.status() / 100 != 4) {
                        throw answer.unexpected(what);
                    }
                    LOG.error("the ledger refuses {} ({})", what, answer.status());
                }
            }
        }
    }

    private static Report acceptable(Report report) {
        return new Report(
                report.generation(),
                report.outcome(),
                report.container(),
                acceptable(report.problem()),
                report.versions(),
                report.step());
    }

    // Problems are often the engine's words, of any length and kind; the ledger takes short plain text.
    private static @Nullable String acceptable(@Nullable String problem) {
        return problem == null
                ? null
                : problem.substring(0, Math.min(problem.length(), LONGEST_PROBLEM))
                        .codePoints()
                        .map(Reporter::printable)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static int printable(int character) {
        if (Character.getType(character) == Character.SURROGATE) {
            return '\uFFFD'; // half a character
        }
        return Character.isISOControl(character) && character != '\n' && character != '\t' ? ' ' : character;
    }
}
