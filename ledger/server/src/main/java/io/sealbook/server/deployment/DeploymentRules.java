package io.sealbook.server.deployment;

import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.http.RequestDeployment;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that a wanted deployment must keep before anybody looks at rights or states. */
final class DeploymentRules {
    private static final int MAX_SECRETS = 64;
    private static final int MAX_COMMAND = 64;
    private static final int LARGEST_ID = 2_097_151;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,62}");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
    private static final Pattern MODE = Pattern.compile("0[0-7]{3}");
    // A reference by digest, or a local image id: a tag could mean another image tomorrow.
    private static final Pattern IMAGE =
            Pattern.compile("sha256:[0-9a-f]{64}|[a-z0-9][a-z0-9._/:-]{0,200}@sha256:[0-9a-f]{64}");

    private DeploymentRules() {}

    static DeploymentSpec check(RequestDeployment body) {
        require(
                NAME.matcher(body.name()).matches(),
                "/name",
                "2 to 63 lower-case letters, digits or '-', not starting with '-'");
        require(
                IMAGE.matcher(body.image()).matches(),
                "/image",
                "a reference by digest (name@sha256:…) or a local image id (sha256:…)");
        List<String> command = body.command() == null ? List.of() : body.command();
        require(command.size() <= MAX_COMMAND, "/command", "at most " + MAX_COMMAND + " words");
        command.forEach(word -> Texts.check("/command", word, 4096));
        checkBindings(body.secrets());
        checkLimits(body.limits());
        return new DeploymentSpec(
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
    }

    private static void checkBindings(List<Binding> bindings) {
        require(bindings.size() <= MAX_SECRETS, "/secrets", "at most " + MAX_SECRETS + " files");
        Set<String> files = new HashSet<>();
        for (int i = 0; i < bindings.size(); i++) {
            Binding binding = bindings.get(i);
            String at = "/secrets/" + i;
            require(
                    FILE.matcher(binding.file()).matches(),
                    at + "/file",
                    "1 to 128 letters, digits, '.', '_' or '-', not starting with '.'");
            require(files.add(binding.file()), at + "/file", "each file once");
            require(
                    binding.mode() == null || MODE.matcher(binding.mode()).matches(),
                    at + "/mode",
                    "four octal digits, such as 0400");
            require(binding.version() == null || binding.version() >= 1, at + "/version", "1 or more");
            require(
                    binding.uid() == null || (binding.uid() >= 0 && binding.uid() <= 65_535),
                    at + "/uid",
                    "0 to 65535");
        }
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

    private static void require(boolean kept, String pointer, String rule) {
        if (!kept) {
            throw Problem.badRequest(pointer, rule);
        }
    }
}
