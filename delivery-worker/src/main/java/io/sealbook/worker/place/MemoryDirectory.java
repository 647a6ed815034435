package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directory below the memory root that one container sees as {@code /run/secrets}. */
public record MemoryDirectory(DeploymentId deployment, int generation, String salt) implements Memory {
    private static final Pattern FORM = Pattern.compile("([0-9a-f-]{36})_([0-9]{1,9})_([0-9a-f]{8})");

    static MemoryDirectory fresh(DeploymentId deployment, int generation) {
        return new MemoryDirectory(deployment, generation, Salt.of(4));
    }

    /** The directory of this name; empty for a name that we did not give. */
    static Optional<MemoryDirectory> named(String name) {
        Matcher parts = FORM.matcher(name);
        return parts.matches()
                ? Optional.of(new MemoryDirectory(
                        new DeploymentId(parts.group(1)), Integer.parseInt(parts.group(2)), parts.group(3)))
                : Optional.empty();
    }

    String name() {
        return deployment + "_" + generation + "_" + salt;
    }

    @Override
    public String toString() {
        return name();
    }
}
