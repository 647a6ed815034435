package io.sealbook.standalone.postgres;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
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
    /** The version of the binaries on the class path. */
    static final String VERSION = "18.6";

    /** Data of any other major version cannot be served. */
    static final String MAJOR_VERSION = "18";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String OWNER = "sealbook_owner";
    private static final String DATABASE = "sealbook";

    private final DatabaseDirectory directory;
    private final DirectoryLock lock;
    private final ServerProcesses processes;
    private final DatabaseAddress address;

    private EmbeddedDatabase(
            DatabaseDirectory directory, DirectoryLock lock, ServerProcesses processes, DatabaseAddress address) {
        this.directory = directory;
        this.lock = lock;
        this.processes = processes;
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
        RunAs runAs = RunAs.choose();
        ServerProcesses processes = new ServerProcesses(directory.data());
        if (!processes.running().isEmpty()) {
            LOG.info("An earlier PostgreSQL still runs on {}; stopping it", directory.data());
        }
        processes.stop();
        directory.prepare();
        Server server = new Server(directory, Program.in(directory.program()), runAs);
        runAs.own(directory.data());
        if (!directory.isInitialised()) {
            server.initialise();
        }
        int port = new RememberedPort(directory.port()).choose();
        DatabaseAddress owner = new DatabaseAddress(
                Server.HOST, port, DATABASE, OWNER, PrivateFiles.readPassword(directory.ownerPassword()));
        try (Connection superuser = server.run(port)) {
            ServerSettings.require(superuser);
            if (!directory.isInitialised()) {
                initialise(superuser, owner);
                // From here on the data is kept, whatever happens. Nobody has the address before this line.
                directory.markInitialised();
            }
        } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
            processes.stop();
            throw e;
        }
        LOG.info("PostgreSQL {} serves {} on {}:{}", VERSION, directory.data(), Server.HOST, port);
        return new EmbeddedDatabase(directory, lock, processes, owner);
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

    public DatabaseAddress address() {
        return address;
    }

    /** The server's superuser: for backups, and for tests that make databases of their own. */
    public DatabaseAddress superuser() {
        try {
            return new DatabaseAddress(
                    address.host(),
                    address.port(),
                    Server.SUPERUSER_DATABASE,
                    Server.SUPERUSER,
                    PrivateFiles.readPassword(directory.superuserPassword()));
        } catch (IOException e) {
            throw new EmbeddedDatabaseException("The superuser's password cannot be read.", e);
        }
    }

    /** Stops the server after it has written everything, and gives the directory free. */
    @Override
    public void close() {
        try {
            processes.stop();
            lock.close();
        } catch (IOException e) {
            throw new EmbeddedDatabaseException("The embedded PostgreSQL did not stop in order.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedDatabaseException("The stop of the embedded PostgreSQL was interrupted.", e);
        }
    }
}
