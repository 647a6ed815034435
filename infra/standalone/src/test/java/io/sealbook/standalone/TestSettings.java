package io.sealbook.standalone;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;

/** Settings for services of tests. */
final class TestSettings {
    private TestSettings() {}

    /** A service in this directory, with a PostgreSQL of its own, on loopback and ports that nobody uses. */
    static Settings in(Path data) {
        return new Settings(
                data,
                InetAddress.getLoopbackAddress(),
                Ports.free(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
