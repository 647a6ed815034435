package io.sealbook.worker;

import java.util.List;

/**
 * The way from a private engine's containers to this machine: a virtual cable from here to the bridge of the engine, which
 * else reaches nobody. Cables with different numbers do not know of each other.
 */
record Cable(int number) {
    // A block for tests of networks (RFC 2544), which no engine hands out by itself.
    private static final String BLOCK = "198.18.";
    static final int MOST = 256;

    private String name() {
        return "sbe" + number;
    }

    /** Where this machine is for the engine's containers. */
    private String here() {
        return BLOCK + number + ".1/24";
    }

    private String bridge() {
        return BLOCK + number + ".2/24";
    }

    /** Shell that the engine's network namespace begins with: it leaves one end to the process that began it. */
    String laying() {
        return "busybox ip link set lo up && busybox ip link add docker0 type bridge && busybox ip addr add " + bridge()
                + " dev docker0 && busybox ip link set docker0 up && busybox ip link add " + name()
                + " type veth && busybox ip link set veth0 master docker0 && busybox ip link set veth0 up"
                + " && busybox ip link set " + name() + " netns $PPID";
    }

    /** What dockerd needs to know, so that it gives nobody an address that is taken. */
    List<String> flags() {
        return List.of("--bip=" + bridge(), "--fixed-cidr=" + BLOCK + number + ".128/25");
    }

    void plug() {
        Cli.must(List.of("busybox", "ip", "addr", "add", here(), "dev", name()));
        Cli.must(List.of("busybox", "ip", "link", "set", name(), "up"));
    }

    void unplug() {
        Cli.run(List.of("busybox", "ip", "link", "del", name()));
    }
}
