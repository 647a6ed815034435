package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The volume that one container sees as {@code /run/secrets}. Its name is not to be guessed, since an engine gives an
 * existing volume to whoever creates one of the same name.
 */
public record MemoryVolume(DeploymentId deployment, int generation, String salt) implements Memory {
    private static final Pattern FORM = Pattern.compile("sealbook-memory-([0-9a-f-]{36})_([0-9]{1,9})_([0-9a-f]{32})");

    static MemoryVolume fresh(DeploymentId deployment, int generation) {
        return new MemoryVolume(deployment, generation, Salt.of(16));
    }

    /** The volume of this name; empty for a name that we did not give. */
    static Optional<MemoryVolume> named(String name) {
        Matcher parts = FORM.matcher(name);
        return parts.matches()
                ? Optional.of(new MemoryVolume(
                        new DeploymentId(parts.group(1)), Integer.parseInt(parts.group(2)), parts.group(3)))
                : Optional.empty();
    }

    String name() {
        return "sealbook-memory-" + deployment + "_" + generation + "_" + salt;
    }

    /** What its keeper is called. */
    String keeper() {
        return "sealbook-keeper-" + deployment + "_" + generation + "_" + salt;
    }

    @Override
    public String toString() {
        return name();
    }
}
