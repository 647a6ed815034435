package io.sealbook.standalone.postgres;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own in a directory of its own, running until {@link #close()}. Data survives restarts,
 * {@code kill -9} of the JVM or of the server, and an interrupted first start. One JVM at a time.
 *
 * <p>It does not stop by itself when the JVM ends: whoever started it closes it, after everything that uses it. A
 * server that was left behind is stopped, and started anew, by the next start.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    /** The major version of the binaries on the class path. No other version's data can be served. */
    static final String MAJOR_VERSION = "18";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String HOST = "127.0.0.1";
    private static final String SUPERUSER = "postgres";
    private static final String OWNER = "sealbook_owner";
    private static final String DATABASE = "sealbook";
    // After a crash the server replays its log first; between its default checkpoints that takes seconds.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final DatabaseDirectory directory;
    private final DirectoryLock lock;
    private final EmbeddedPostgres server;
    private final DatabaseAddress address;

    private EmbeddedDatabase(
            DatabaseDirectory directory, DirectoryLock lock, EmbeddedPostgres server, DatabaseAddress address) {
        this.directory = directory;
        this.lock = lock;
        this.server = server;
        this.address = address;
    }

    /**
     * Starts the server in this directory, which the first start creates. When it cannot, an
     * {@link EmbeddedDatabaseException} says why.
     */
    public static EmbeddedDatabase start(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        try {
            PrivateFiles.createDirectory(root);
            DirectoryLock lock = DirectoryLock.take(root);
            try {
                return start(new DatabaseDirectory(root), lock);
            } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new EmbeddedDatabaseException(
                    "The embedded PostgreSQL in " + root + " does not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabaseException("The start of the embedded PostgreSQL was interrupted.", e);
        }
    }

    private static EmbeddedDatabase start(DatabaseDirectory directory, DirectoryLock lock)
            throws IOException, SQLException, InterruptedException {
        Privileges.require();
        EarlierServer leftover = new EarlierServer(directory.data());
        leftover.settle();
        directory.prepare();
        int port = new RememberedPort(directory.port()).choose();
        try {
            EmbeddedPostgres server = launch(directory, port);
            DatabaseAddress address = new DatabaseAddress(
                    HOST, port, DATABASE, OWNER, PrivateFiles.readPassword(directory.ownerPassword()));
            try (Connection superuser = connect(directory, port)) {
                ServerSettings.require(superuser);
                if (!directory.isInitialised()) {
                    initialise(superuser, address);
                    // From here on the data is kept, whatever happens: nobody has the address before this line.
                    directory.markInitialised();
                }
            }
            LOG.info("PostgreSQL {} serves {} on {}:{}", MAJOR_VERSION, directory.data(), HOST, port);
            return new EmbeddedDatabase(directory, lock, server, address);
        } catch (IOException | SQLException | RuntimeException e) {
            leftover.settle();
            throw new EmbeddedDatabaseException(
                    "The embedded PostgreSQL does not start: " + e.getMessage() + ". Its own log is " + directory.log()
                            + ".",
                    e);
        }
    }

    @HandlesPlaintext("the launcher logs in to see whether the server answers")
    private static EmbeddedPostgres launch(DatabaseDirectory directory, int port) throws IOException {
        Redirect log = Redirect.appendTo(directory.log().toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOverrideWorkingDirectory(directory.program().toFile())
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setPort(port)
                .setPGStartupWait(PATIENCE)
                .setConnectConfig(
                        "password",
                        PrivateFiles.readPassword(directory.superuserPassword()).reveal())
                // Options of initdb. It is told "trust" first and believes the later one.
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", directory.superuserPassword().toString())
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("locale", "C");
        ServerSettings.asked().forEach(builder::setServerConfig);
        EmbeddedPostgres server = builder.start();
        // The launcher opens its directory to everybody.
        PrivateFiles.closeDirectory(directory.program());
        return server;
    }

    private static void initialise(Connection superuser, DatabaseAddress address) throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            statement.execute("create role " + OWNER + " login createrole");
            setPassword(superuser, address.ownerPassword());
            statement.execute("create database " + DATABASE + " owner " + OWNER);
        }
    }

    @HandlesPlaintext("the driver hashes the password (SCRAM); the server never sees it")
    private static void setPassword(Connection superuser, Sensitive password) throws SQLException {
        superuser
                .unwrap(PGConnection.class)
                .alterUserPassword(OWNER, password.reveal().toCharArray(), "scram-sha-256");
    }

    @HandlesPlaintext("logs in as the superuser, for as long as the start takes")
    private static Connection connect(DatabaseDirectory directory, int port) throws IOException, SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {HOST});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser(SUPERUSER);
        source.setPassword(
                PrivateFiles.readPassword(directory.superuserPassword()).reveal());
        return source.getConnection();
    }

    public DatabaseAddress address() {
        return address;
    }

    /** Stops the server after it has written everything, and gives the directory free. */
    @Override
    public void close() {
        try {
            server.close();
            new EarlierServer(directory.data()).settle();
            lock.close();
        } catch (IOException e) {
            throw new EmbeddedDatabaseException("The embedded PostgreSQL did not stop in order.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabaseException("The stop of the embedded PostgreSQL was interrupted.", e);
        }
    }
}
