package io.sealbook.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A way to a server that goes silent without a word: open connections stay open, and nothing comes through any more. */
final class SilentPeer implements AutoCloseable {
    private final int server;
    private final ServerSocket door;
    private final List<Way> ways = new CopyOnWriteArrayList<>();
    private final AtomicBoolean silentFromTheStart = new AtomicBoolean();

    SilentPeer(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private record Way(Socket client, Socket server, AtomicBoolean silent) {}

    int port() {
        return door.getLocalPort();
    }

    /** All connections that there are fall silent; new ones are served. */
    void silenceAll() {
        ways.forEach(way -> way.silent().set(true));
    }

    /** New connections are taken and never answered. */
    void silenceNew() {
        silentFromTheStart.set(true);
    }

    int connections() {
        return ways.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Way way = new Way(
                        client,
                        new Socket(InetAddress.getLoopbackAddress(), server),
                        new AtomicBoolean(silentFromTheStart.get()));
                ways.add(way);
                Thread.ofVirtual().start(() -> pipe(way.client(), way.server(), way.silent()));
                Thread.ofVirtual().start(() -> pipe(way.server(), way.client(), way.silent()));
            }
        } catch (IOException closed) {
            ways.forEach(SilentPeer::end);
        }
    }

    private static void pipe(Socket from, Socket to, AtomicBoolean silent) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!silent.get()) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
        } catch (IOException ended) {
            // Whoever is at the other end sees it.
        }
    }

    private static void end(Way way) {
        try (Socket client = way.client();
                Socket server = way.server()) {
            client.setSoLinger(true, 0);
        } catch (IOException ended) {
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        ways.forEach(SilentPeer::end);
    }
}
