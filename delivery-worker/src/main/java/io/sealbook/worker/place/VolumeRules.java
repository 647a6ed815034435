package io.sealbook.worker.place;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether volumes of an engine can hold secrets, and with which options; pure, from what the engine says. */
final class VolumeRules {
    private static final String OPTIONS = "size=32m,mode=0755,nosuid,nodev,noexec";
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?");
    private static final int[] NEVER_SWAPS = {6, 4, 0};

    private VolumeRules() {}

    /**
     * Why no secret may lie in a volume there. An engine that keeps containers running while it restarts, and is older
     * than these releases, then unmounts their volumes behind their back: a container that starts again finds another,
     * empty one, and what is written afterwards goes nowhere (moby#46148).
     */
    static Optional<String> objection(Host host) {
        if (!host.liveRestore() || keepsVolumes(numbers(host.version()))) {
            return Optional.empty();
        }
        return Optional.of(
                "the engine (" + host.version() + ") runs with live-restore and loses the memory of volumes "
                        + "when it restarts: use the placement memory, turn live-restore off, or run at least 23.0.7 or 24.0.6");
    }

    private static boolean keepsVolumes(int[] version) {
        return switch (version[0]) {
            case 23 -> compare(version, new int[] {23, 0, 7}) >= 0;
            case 24 -> compare(version, new int[] {24, 0, 6}) >= 0;
            default -> version[0] > 24;
        };
    }

    /** Whether the host's kernel mounts memory that is never swapped. */
    static boolean neverSwaps(Host host) {
        return compare(numbers(host.kernel()), NEVER_SWAPS) >= 0;
    }

    /** The options of a volume in memory. */
    static Map<String, String> options(Host host) {
        return Map.of(
                "type", "tmpfs",
                "device", "tmpfs",
                "o", neverSwaps(host) ? OPTIONS + "," + LocalMount.NEVER_SWAPPED : OPTIONS);
    }

    // A text without a number counts as the oldest of all.
    private static int[] numbers(String text) {
        Matcher found = NUMBERS.matcher(text);
        return found.find()
                ? new int[] {number(found.group(1)), number(found.group(2)), number(found.group(3))}
                : new int[3];
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int compare(int[] one, int[] other) {
        return Arrays.compare(one, other);
    }
}
