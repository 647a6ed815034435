package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.http.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What was reported to the ledger double of the orders that it had. Its monitor guards this. */
final class ReportBook {
    private final OrderBook orders;
    private final Map<DeploymentId, List<Report>> reports = new HashMap<>();
    private final Map<DeploymentId, List<Report>> progress = new HashMap<>();

    ReportBook(OrderBook orders) {
        this.orders = orders;
    }

    /** Only a report on what is wanted now is taken. */
    Reply add(DeploymentId id, Report report) {
        if (!orders.isKnown(id) || report.generation() != orders.current(id).generation()) {
            return Reply.empty(409);
        }
        (report.outcome() == Report.Outcome.PROGRESSED ? progress : reports)
                .computeIfAbsent(id, _ -> new ArrayList<>())
                .add(report);
        return Reply.empty(204);
    }

    List<Report> of(DeploymentId id) {
        return List.copyOf(reports.getOrDefault(id, List.of()));
    }

    List<DeploymentEvent.Step> steps(DeploymentId id) {
        return progress.getOrDefault(id, List.of()).stream()
                .map(Report::step)
                .map(Objects::requireNonNull)
                .toList();
    }

    /** What was last reported of the latest generation. */
    Optional<Report> outcome(DeploymentId id) {
        return of(id).stream()
                .filter(report -> report.generation() == orders.current(id).generation())
                .reduce((_, last) -> last);
    }
}
