package io.sealbook.worker.place;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the broom saw on the engine's host. Whether secrets may lie there is decided from this alone: the place must be
 * memory, and either it is never swapped or the host does not swap at all.
 */
record MemoryLook(boolean memory, boolean neverSwapped, boolean hostSwaps, List<Entry> entries) {
    MemoryLook {
        entries = List.copyOf(entries);
    }

    record Entry(String name, Duration age) {}

    /** Why no secret may be put there; empty when it may. */
    Optional<String> objection(String root) {
        if (!memory) {
            return Optional.of(root + " on the engine's host is not in memory: " + advice(root));
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
        if (mounts < 1 || swaps < mounts || !lines.getLast().equals("end")) {
            throw new EngineFault("the look at the memory root was cut short", true, null);
        }
        return new MemoryLook(
                lines.getFirst().equals("memory yes"),
                lines.subList(mounts + 1, swaps).stream().anyMatch(line -> isNeverSwapped(line, mountPoint)),
                lines.size() - swaps > 3,
                lines.subList(1, mounts).stream().map(MemoryLook::entry).toList());
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
