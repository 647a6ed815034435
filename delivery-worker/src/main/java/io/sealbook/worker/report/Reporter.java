package io.sealbook.worker.report;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.Report;
import io.sealbook.worker.line.Answer;
import io.sealbook.worker.line.LedgerLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports outcomes. Reporting the same outcome twice is harmless, so a lost answer is simply repeated. */
public final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final int LONGEST_PROBLEM = 2000;

    private final LedgerLine line;

    public Reporter(LedgerLine line) {
        this.line = line;
    }

    /**
     * Returns when the ledger has recorded the report, or has said that it no longer cares about this generation, or
     * will not have the report: said again it would not be heard either.
     */
    public void send(DeploymentId deployment, Report report) {
        String what = "the report of " + deployment + ", generation " + report.generation();
        try (Answer answer = line.tell("/v1/deployments/" + deployment + "/reports", acceptable(report))) {
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
                report.versions());
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
