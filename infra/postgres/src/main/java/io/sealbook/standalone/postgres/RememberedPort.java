package io.sealbook.standalone.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The port of the embedded database: once chosen it stays, unless somebody else took it meanwhile. */
final class RememberedPort {
    private final Path file;

    RememberedPort(Path file) {
        this.file = file;
    }

    int choose() throws IOException {
        int remembered = read();
        if (remembered > 0 && bind(remembered) == remembered) {
            return remembered;
        }
        int free = bind(0);
        PrivateFiles.write(file, Integer.toString(free));
        return free;
    }

    private int read() throws IOException {
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        return text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : 0;
    }

    /** The port that could be had, or 0. */
    private static int bind(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return socket.getLocalPort();
        } catch (IOException e) {
            if (port == 0) {
                throw e;
            }
            return 0;
        }
    }
}
