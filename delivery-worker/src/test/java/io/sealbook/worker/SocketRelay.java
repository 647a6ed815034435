package io.sealbook.worker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to an engine that can be cut while the engine itself goes on. */
final class SocketRelay implements AutoCloseable {
    private final Path engine;
    private final Path here;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    SocketRelay(URI engine) {
        this.engine = Path.of(engine.getPath());
        try {
            here = Files.createTempDirectory(Path.of("/tmp"), "sbr").resolve("sock");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(here));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("unix://" + here);
    }

    /** Breaks every connection, and takes none until {@link #mend}. */
    void cut() {
        cut = true;
        open.forEach(SocketRelay::end);
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel caller = server.accept();
                SocketChannel called = SocketChannel.open(UnixDomainSocketAddress.of(engine));
                open.add(caller);
                open.add(called);
                Thread.ofVirtual().start(() -> pump(caller, called));
                Thread.ofVirtual().start(() -> pump(called, caller));
                if (cut) {
                    end(caller);
                    end(called);
                }
            }
        } catch (ClosedChannelException _) {
            return;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException _) {
            end(to);
        } finally {
            open.remove(from);
        }
    }

    private static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            server.close();
            Files.deleteIfExists(here);
            Files.delete(here.getParent());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
