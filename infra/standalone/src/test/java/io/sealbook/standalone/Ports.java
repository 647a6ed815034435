package io.sealbook.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for services of tests that run side by side. */
final class Ports {
    // Below those that the system gives to clients, who come and go.
    private static final int FIRST = 20_000;
    private static final int TRIPLES = 3_000;

    private Ports() {}

    /** A port that nobody uses; nor does anybody use the two after it, for management and the house. */
    static int free() {
        while (true) {
            int port = FIRST + 3 * ThreadLocalRandom.current().nextInt(TRIPLES);
            if (isFree(port) && isFree(port + 1) && isFree(port + 2)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
