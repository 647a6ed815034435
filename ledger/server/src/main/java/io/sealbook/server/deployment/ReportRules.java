package io.sealbook.server.deployment;

import static io.sealbook.server.deployment.DeploymentRules.require;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Report;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for reports. One that keeps them is the event that it will be, if it is news. */
final class ReportRules {
    private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    private static final int LONGEST_PROBLEM = 2000;

    private ReportRules() {}

    static DeploymentEvent check(DeploymentId deployment, Report report) {
        String container = report.container();
        require(
                container == null || CONTAINER.matcher(container).matches(),
                "/container",
                "1 to 128 letters, digits, '_', '.' or '-'");
        Texts.check("/problem", report.problem(), LONGEST_PROBLEM);
        require(report.problem() == null || !report.problem().isBlank(), "/problem", "a sentence, not blank");
        List<VersionedPath> versions = versions(report.versions());
        require(
                report.step() == null || report.outcome() == Report.Outcome.PROGRESSED,
                "/step",
                "only with the outcome progressed");
        return switch (report.outcome()) {
            case PROGRESSED ->
                new DeploymentEvent.Progressed(
                        deployment,
                        report.generation(),
                        needed("/container", container),
                        needed("/step", report.step()));
            case PLACED -> new DeploymentEvent.Placed(deployment, report.generation(), container, versions);
            case FAILED ->
                new DeploymentEvent.Failed(deployment, report.generation(), needed("/problem", report.problem()));
            case STOPPED -> new DeploymentEvent.Stopped(deployment, report.generation());
        };
    }

    private static List<VersionedPath> versions(@Nullable List<VersionedPath> versions) {
        if (versions == null) {
            return List.of();
        }
        require(
                versions.size() <= BindingRules.MAX_SECRETS,
                "/versions",
                "at most " + BindingRules.MAX_SECRETS + " values");
        require(new HashSet<>(versions).size() == versions.size(), "/versions", "each value once");
        for (int i = 0; i < versions.size(); i++) {
            require(versions.get(i).version() >= 1, "/versions/" + i + "/version", "1 or more");
        }
        return versions;
    }

    private static <T> T needed(String pointer, @Nullable T field) {
        if (field == null) {
            throw Problem.badRequest(pointer, "this outcome needs it");
        }
        return field;
    }
}
