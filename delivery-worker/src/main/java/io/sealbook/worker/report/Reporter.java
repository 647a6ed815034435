package io.sealbook.worker.report;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.Report;
import io.sealbook.worker.line.Answer;
import io.sealbook.worker.line.LedgerLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports outcomes. Reporting the same outcome twice is harmless, so a lost answer is simply repeated. */
public final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    private final LedgerLine line;

    public Reporter(LedgerLine line) {
        this.line = line;
    }

    /** Returns when the ledger has recorded the report, or has said that it no longer cares about this generation. */
    public void send(DeploymentId deployment, Report report) {
        String what = "the report of " + deployment + ", generation " + report.generation();
        try (Answer answer = line.tell("/v1/deployments/" + deployment + "/reports", report)) {
            switch (answer.status()) {
                case 200, 202, 204 -> LOG.debug("{} is recorded", what);
                case 404, 409 -> LOG.info("the ledger has moved on and does not need {} ({})", what, answer.status());
                default -> throw answer.unexpected(what);
            }
        }
    }
}
