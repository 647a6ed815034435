package io.sealbook.server.deployment;

import static io.sealbook.server.deployment.DeploymentRules.require;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Generate;
import io.sealbook.api.event.DeploymentSpec.OnTheft;
import io.sealbook.server.secret.Values;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for the files of a deployment. What could never have an effect is refused, not passed over. */
final class BindingRules {
    static final int MAX_SECRETS = 64;
    private static final int LARGEST_UID = 65_535;
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
    private static final Pattern MODE = Pattern.compile("0[0-7]{3}");

    private BindingRules() {}

    static void check(DeploymentSpec spec) {
        List<Binding> bindings = spec.secrets();
        require(bindings.size() <= MAX_SECRETS, "/secrets", "at most " + MAX_SECRETS + " files");
        Set<String> files = new HashSet<>();
        for (int i = 0; i < bindings.size(); i++) {
            Binding binding = bindings.get(i);
            String at = "/secrets/" + i;
            checkFile(binding, at);
            require(files.add(binding.file()), at + "/file", "each file once");
            require(
                    binding.version() == null || binding.onRotation() == null,
                    at + "/onRotation",
                    "a pinned version never rotates");
        }
        checkGenerates(spec);
    }

    private static void checkFile(Binding binding, String at) {
        require(
                FILE.matcher(binding.file()).matches(),
                at + "/file",
                "1 to 128 letters, digits, '.', '_' or '-', not starting with '.'");
        require(
                binding.mode() == null || MODE.matcher(binding.mode()).matches(),
                at + "/mode",
                "four octal digits, such as 0400");
        require(binding.version() == null || binding.version() >= 1, at + "/version", "1 or more");
        require(
                binding.uid() == null || (binding.uid() >= 0 && binding.uid() <= LARGEST_UID),
                at + "/uid",
                "0 to " + LARGEST_UID);
    }

    // A value is made anew after a theft only; to start anew with the values that were stolen would be no answer to it.
    private static void checkGenerates(DeploymentSpec spec) {
        boolean startsAnew = spec.onTheft() == OnTheft.REDEPLOY;
        Map<SecretPath, Generate> byPath = new HashMap<>();
        for (int i = 0; i < spec.secrets().size(); i++) {
            Binding binding = spec.secrets().get(i);
            Generate generate = binding.generate();
            if (generate != null) {
                String at = "/secrets/" + i + "/generate";
                require(startsAnew, at, "only with onTheft redeploy");
                require(binding.version() == null, at, "a pinned version is never made anew");
                Values.checkGenerate(at, generate.length(), generate.alphabet());
                Generate other = byPath.putIfAbsent(binding.path(), generate);
                require(other == null || other.equals(generate), at, "the same for each file of one secret");
            }
        }
        require(
                !startsAnew || !byPath.isEmpty(),
                "/onTheft",
                "redeploy needs a secret with generate: what was stolen must be made anew");
    }
}
