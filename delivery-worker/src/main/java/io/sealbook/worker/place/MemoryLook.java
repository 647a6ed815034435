package io.sealbook.worker.place;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the broom saw on the engine's host. Whether secrets may lie there is decided from this alone: the place must be
 * memory, closed to everybody but its owner, and either it is never swapped or the host does not swap at all.
 */
record MemoryLook(
        boolean memory, int owner, String mode, boolean neverSwapped, boolean hostSwaps, List<Entry> entries) {
    private static final Pattern OWNER = Pattern.compile("owner ([0-9]{1,9}) mode ([0-7]{4})");
    private static final String CLOSED = "0700";

    MemoryLook {
        entries = List.copyOf(entries);
    }

    record Entry(String name, Duration age) {}

    /** Why no secret may be put there; empty when it may. {@code owners} are those whom it may belong to. */
    Optional<String> objection(String root, Set<Integer> owners) {
        if (!memory) {
            return Optional.of(root + " on the engine's host is not in memory: " + advice(root));
        }
        if (!mode.equals(CLOSED) || !owners.contains(owner)) {
            return Optional.of(root + " on the engine's host has the mode " + mode + " and belongs to the user " + owner
                    + ", so that others could reach the secrets in it: chown root " + root + " && chmod " + CLOSED + " "
                    + root);
        }
        if (hostSwaps && !neverSwapped) {
            return Optional.of("the engine's host swaps, and " + root
                    + " could be written to its swap: turn swap off, or mount it with noswap (Linux 6.4 or newer): "
                    + advice(root));
        }
        return Optional.empty();
    }

    static String advice(String root) {
        return "mount -t tmpfs -o " + LocalMount.OPTIONS + "," + LocalMount.NEVER_SWAPPED + " sealbook " + root;
    }

    /** Reads the broom's report; {@code mountPoint} is where the tool saw the memory root. */
    static MemoryLook read(String report, String mountPoint) {
        List<String> lines = report.lines().toList();
        int mounts = lines.indexOf("mountinfo");
        int swaps = lines.indexOf("swaps");
        Matcher owner = OWNER.matcher(mounts < 2 ? "" : lines.get(1));
        if (!owner.matches() || swaps < mounts || !lines.getLast().equals("end")) {
            throw new EngineFault("the look at the memory root was cut short", true, null);
        }
        return new MemoryLook(
                lines.getFirst().equals("memory yes"),
                Integer.parseInt(owner.group(1)),
                owner.group(2),
                lines.subList(mounts + 1, swaps).stream().anyMatch(line -> isNeverSwapped(line, mountPoint)),
                lines.size() - swaps > 3,
                lines.subList(2, mounts).stream().map(MemoryLook::entry).toList());
    }

    // proc_pid_mountinfo(5): id parent device root MOUNT-POINT options [fields...] - type source SUPER-OPTIONS
    private static boolean isNeverSwapped(String line, String mountPoint) {
        List<String> fields = List.of(line.split(" ", -1));
        return fields.size() > 6
                && fields.get(4).equals(mountPoint)
                && List.of(fields.getLast().split(",", -1)).contains(LocalMount.NEVER_SWAPPED);
    }

    private static Entry entry(String line) {
        String[] words = line.split(" ", 3);
        return new Entry(words[2], Duration.ofSeconds(Long.parseLong(words[1])));
    }
}
