package io.sealbook.standalone.postgres;

import io.sealbook.api.HandlesPlaintext;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** The commands that make a database cluster and run a server on it. */
final class Server {
    static final String HOST = "127.0.0.1";
    static final String SUPERUSER = "postgres";
    static final String SUPERUSER_DATABASE = "postgres";

    // "The database system is starting up", as it does while it replays its log after a crash.
    private static final String STARTING_UP = "57P03";
    private static final Set<String> NOT_YET = Set.of(STARTING_UP, "08001", "08006");
    private static final Duration LONGEST_INITIALISATION = Duration.ofMinutes(5);
    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(10);

    private final DatabaseDirectory directory;
    private final Program program;
    private final RunAs runAs;

    Server(DatabaseDirectory directory, Program program, RunAs runAs) {
        this.directory = directory;
        this.program = program;
        this.runAs = runAs;
    }

    /** Makes a new cluster: checksums on (the default of this version), passwords for everybody. */
    void initialise() throws IOException, InterruptedException {
        Process initdb = start(List.of(
                program.path("initdb"),
                "--pgdata=" + directory.data(),
                "--username=" + SUPERUSER,
                "--pwfile=" + directory.superuserPassword(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C"));
        if (!initdb.waitFor(LONGEST_INITIALISATION.toMillis(), TimeUnit.MILLISECONDS) || initdb.exitValue() != 0) {
            initdb.destroy();
            throw new EmbeddedDatabaseException("PostgreSQL's initdb failed" + lastWords());
        }
    }

    /** Starts the server and returns the superuser's connection as soon as it takes one. */
    Connection run(int port) throws IOException, SQLException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                // A Ctrl-C is for Sealbook, which stops the server when nobody needs it any more.
                "setsid", program.path("postgres"), "-D", directory.data().toString(), "-p", Integer.toString(port)));
        ServerSettings.asked().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return connect(start(command), port);
    }

    private Process start(List<String> command) throws IOException {
        return runAs.command(command)
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.appendTo(directory.log().toFile()))
                .start();
    }

    private Connection connect(Process server, int port) throws IOException, SQLException, InterruptedException {
        PGSimpleDataSource source = superuser(port);
        long deadline = System.nanoTime() + LONGEST_RECOVERY.toNanos();
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                boolean ended = server.waitFor(50, TimeUnit.MILLISECONDS);
                if (ended || System.nanoTime() > deadline) {
                    throw new EmbeddedDatabaseException(
                            "PostgreSQL " + (ended ? "ended" : "takes too long") + " while it started" + lastWords(),
                            e);
                }
                if (!NOT_YET.contains(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    private String lastWords() throws IOException {
        List<String> log = Files.readAllLines(directory.log(), StandardCharsets.UTF_8);
        return (log.isEmpty() ? "" : ": " + log.getLast()) + " (see " + directory.log() + ")";
    }

    @HandlesPlaintext("the superuser's login, used while the server is prepared")
    private PGSimpleDataSource superuser(int port) throws IOException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {HOST});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(SUPERUSER_DATABASE);
        source.setUser(SUPERUSER);
        source.setPassword(
                PrivateFiles.readPassword(directory.superuserPassword()).reveal());
        return source;
    }
}
