package io.sealbook.server.deployment;

import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.http.RequestDeployment;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Texts;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that a wanted deployment must keep before anybody looks at rights or states. */
final class DeploymentRules {
    private static final int MAX_COMMAND = 64;
    private static final int LONGEST_WORD = 4096;
    private static final int LARGEST_ID = 2_097_151;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,62}");
    // A reference by digest, or a local image id: a tag could mean another image tomorrow.
    private static final Pattern IN_A_REGISTRY = Pattern.compile("[a-z0-9][a-z0-9._/:-]{0,200}@sha256:[0-9a-f]{64}");
    private static final Pattern LOCAL = Pattern.compile("sha256:[0-9a-f]{64}");

    private DeploymentRules() {}

    static DeploymentSpec check(RequestDeployment body) {
        require(
                NAME.matcher(body.name()).matches(),
                "/name",
                "2 to 63 lower-case letters, digits or '-', not starting with '-'");
        require(
                LOCAL.matcher(body.image()).matches()
                        || IN_A_REGISTRY.matcher(body.image()).matches(),
                "/image",
                "a reference by digest (name@sha256:…) or a local image id (sha256:…)");
        require(
                body.imageCredentials() == null
                        || IN_A_REGISTRY.matcher(body.image()).matches(),
                "/imageCredentials",
                "only with an image of a registry (name@sha256:…)");
        List<String> command = body.command() == null ? List.of() : body.command();
        checkWords("/command", command);
        checkLimits(body.limits());
        DeploymentSpec spec = new DeploymentSpec(
                body.name(),
                body.target(),
                body.image(),
                command,
                body.secrets(),
                body.onRotation() == null ? OnRotation.RESTART : body.onRotation(),
                body.limits(),
                body.placement(),
                body.hosting(),
                body.imageCredentials(),
                body.onTheft());
        BindingRules.check(spec);
        HostingRules.check(spec.hosting());
        PlacementRules.check(spec);
        return spec;
    }

    static void checkWords(String pointer, List<String> words) {
        require(words.size() <= MAX_COMMAND, pointer, "at most " + MAX_COMMAND + " words");
        words.forEach(word -> Texts.check(pointer, word, LONGEST_WORD));
    }

    private static void checkLimits(@Nullable Limits limits) {
        if (limits == null) {
            return;
        }
        require(
                limits.memoryBytes() == null || limits.memoryBytes() >= 4L << 20,
                "/limits/memoryBytes",
                "at least 4 MiB");
        require(limits.cpuMillis() == null || limits.cpuMillis() >= 10, "/limits/cpuMillis", "at least 10");
        require(limits.pids() == null || limits.pids() >= 1, "/limits/pids", "at least 1");
        checkUser(Texts.check("/limits/user", limits.user(), 64));
        require(limits.environment().size() <= 64, "/limits/environment", "at most 64 variables");
        limits.environment().forEach((name, value) -> {
            require(
                    name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}") && !name.startsWith("SEALBOOK_"),
                    "/limits/environment",
                    "names are letters, digits and '_', and SEALBOOK_… is taken");
            Texts.check("/limits/environment", value, 4096);
        });
    }

    // Files reach a container in an archive, which has room for numbers of 21 bits.
    private static void checkUser(@Nullable String user) {
        if (user == null) {
            return;
        }
        for (String part : user.split(":", -1)) {
            boolean number = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
            require(
                    !number || (part.length() <= 9 && Integer.parseInt(part) <= LARGEST_ID),
                    "/limits/user",
                    "numbers of users and groups are at most " + LARGEST_ID);
        }
    }

    static void require(boolean kept, String pointer, String rule) {
        if (!kept) {
            throw Problem.badRequest(pointer, rule);
        }
    }
}
