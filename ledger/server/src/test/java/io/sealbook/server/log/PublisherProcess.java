package io.sealbook.server.log;

import io.sealbook.api.Sensitive;
import io.sealbook.proof.NoteSigner;
import io.sealbook.store.AdvisoryLock;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The publisher of one replica in a JVM of its own. It says what it is about to sign and to publish before it does, and
 * ends on the spot at the write that a line on its standard input named last; the log as it was then stays in a directory.
 */
final class PublisherProcess implements Disk {
    static final String ORIGIN = "sealbook.example/log";
    static final String SPARED = "spared";
    static final int KILLED = 9;

    private final Path directory;
    private volatile @Nullable Kill due;

    private PublisherProcess(Path directory) {
        this.directory = directory;
    }

    /** Every write of a publication that makes a full tile, in their order. */
    enum Write {
        FULL_BUNDLE,
        FULL_HASHES,
        BUNDLE,
        HASHES,
        UPPER_HASHES,
        RECORD,
        CHECKPOINT,
        OUTGROWN,
        NOTE;

        static Write of(Path file) {
            String name = file.toString();
            boolean partial = name.matches(".*\\.p/[0-9]+");
            if (name.matches(".*tile/entries/.*")) {
                return partial ? BUNDLE : FULL_BUNDLE;
            }
            if (name.matches(".*tile/0/.*")) {
                return partial ? HASHES : FULL_HASHES;
            }
            if (name.matches(".*tile/.*")) {
                return UPPER_HASHES;
            }
            return name.endsWith("last-checkpoint") ? RECORD : CHECKPOINT;
        }

        // All files are written in the same way, so one of the tiles stands for all.
        boolean canBreakOff() {
            return this == BUNDLE || this == RECORD || this == CHECKPOINT;
        }
    }

    enum When {
        BEFORE,
        WITHIN,
        AFTER
    }

    record Kill(Write write, When when) {
        static Stream<Kill> all() {
            return Arrays.stream(Write.values())
                    .flatMap(write -> Arrays.stream(When.values())
                            .filter(when -> when != When.WITHIN || write.canBreakOff())
                            .map(when -> new Kill(write, when)));
        }

        static Kill read(String line) {
            String[] words = line.split(" ", -1);
            return new Kill(Write.valueOf(words[0]), When.valueOf(words[1]));
        }

        @Override
        public String toString() {
            return write + " " + when;
        }
    }

    /** Arguments: database host, port, name; ledger; directory of the log and of the record; a kill, if it is due already. */
    public static void main(String[] arguments) throws IOException {
        DatabaseLogin login = new DatabaseLogin(
                arguments[0],
                Integer.parseInt(arguments[1]),
                arguments[2],
                LedgerSchema.LEDGER_ROLE,
                Sensitive.of(LedgerSchema.LEDGER_ROLE));
        PublisherProcess process = new PublisherProcess(Path.of(arguments[4]));
        process.due = arguments.length == 6 ? Kill.read(arguments[5]) : null;
        LedgerLog log = new LedgerLog(arguments[3], process.watched(login.direct()));
        Publication publication = new Publication(
                log,
                new TileFiles(process.directory.resolve("log"), process),
                new LastCheckpoint(process.directory.resolve("last-checkpoint"), process),
                signer());
        try (Publisher _ = new Publisher(
                        publication,
                        log,
                        new AdvisoryLock(login, "sealbook log"),
                        new HeadSignal(login.direct()),
                        trouble -> say("trouble", trouble));
                BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                process.due = line.equals(SPARED) ? null : Kill.read(line);
            }
        }
    }

    static NoteSigner signer() {
        return NoteSigner.of(ORIGIN, new byte[32]);
    }

    @Override
    public void replace(Path file, byte[] bytes) throws IOException {
        Write write = Write.of(directory.relativize(file));
        if (write == Write.RECORD || write == Write.CHECKPOINT) {
            say(
                    write == Write.RECORD ? "promises" : "signs",
                    Base64.getEncoder().encodeToString(bytes));
        }
        die(write, When.BEFORE);
        if (new Kill(write, When.WITHIN).equals(due)) {
            Files.write(file.resolveSibling(file.getFileName() + ".new"), Arrays.copyOf(bytes, bytes.length / 2));
            die(write, When.WITHIN);
        }
        Disk.durably(file, bytes);
        die(write, When.AFTER);
    }

    @Override
    public void delete(Path file) throws IOException {
        die(Write.OUTGROWN, When.BEFORE);
        Disk.super.delete(file);
        die(Write.OUTGROWN, When.AFTER);
    }

    // A kill takes nothing along but this process: no stack is unwound, no lock is given back by hand.
    private void die(Write write, When when) {
        Kill now = new Kill(write, when);
        if (now.equals(due)) {
            keepTheLogAsItIs();
            say("dies", now.toString());
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private void keepTheLogAsItIs() {
        Path log = directory.resolve("log");
        Path copy = directory.resolve("seen-" + ProcessHandle.current().pid());
        try (Stream<Path> files = Files.walk(log)) {
            for (Path file : files.toList()) {
                Path place = copy.resolve(log.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else {
                    Files.createLink(place, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database, whose only write here is that a checkpoint becomes known. */
    private DataSource watched(DataSource real) {
        return proxy(DataSource.class, (_, method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof Connection connection ? watched(connection) : result;
        });
    }

    private Connection watched(Connection real) {
        return proxy(Connection.class, (_, method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof PreparedStatement statement
                            && arguments[0].toString().contains("insert into ledger.checkpoint")
                    ? watched(statement)
                    : result;
        });
    }

    private PreparedStatement watched(PreparedStatement real) {
        return proxy(PreparedStatement.class, (_, method, arguments) -> {
            if (!method.getName().equals("executeQuery")) {
                return call(real, method, arguments);
            }
            die(Write.NOTE, When.BEFORE);
            Object result = call(real, method, arguments);
            die(Write.NOTE, When.AFTER);
            return result;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(PublisherProcess.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    // On its way before anything else happens.
    private static synchronized void say(String what, String about) {
        System.out.println(what + " " + about);
        System.out.flush();
    }
}
