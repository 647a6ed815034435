package io.sealbook.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.security.auth.module.UnixSystem;
import io.sealbook.api.HandlesPlaintext;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
    @TempDir
    Path temporary;

    private Path directory;
    private final List<AutoCloseable> started = new ArrayList<>();

    @BeforeEach
    void chooseADirectoryWithASpaceInItsNameThatSharesTheProgram() throws IOException {
        directory = Files.createDirectory(temporary.resolve("seal book"));
        Path program = Files.createDirectories(Path.of("target", "postgres").toAbsolutePath());
        Files.createSymbolicLink(directory.resolve("program"), program);
    }

    @AfterEach
    void stopWhatWasStarted() throws Exception {
        for (AutoCloseable one : started.reversed()) {
            one.close();
        }
        new ServerProcesses(directory.resolve("data")).stop();
    }

    @Test
    void dataAndPortSurviveARestart() throws Exception {
        DatabaseAddress first;
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory)) {
            first = database.address();
            new Rows(first).add("one");
        }
        DatabaseAddress second = start().address();
        assertThat(second.port()).isEqualTo(first.port());
        assertThat(new Rows(second).all()).containsExactly("one");
        assertThat(new Rows(first).all()).as("the first password").containsExactly("one");
    }

    @Test
    void aClosedDatabaseLeavesNothingRunning() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(directory);
        assertThat(servers()).isNotEmpty();
        database.close();
        assertThat(servers()).isEmpty();
        assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void aKilledServerStartsAgainWithEveryCommittedRow() throws Exception {
        EmbeddedDatabase database = start();
        new Rows(database.address()).add("committed");
        kill(postmaster());
        database.close();
        assertThat(new Rows(start().address()).all()).containsExactly("committed");
    }

    @Test
    void theServerOfAKilledJvmIsStoppedAndItsDataServed() throws Exception {
        OtherJvm other = otherJvm();
        assertThat(other.saysUntil("ready")).contains("ready on ");
        other.kill();
        ProcessHandle orphan = postmaster();
        assertThat(orphan.isAlive()).isTrue();
        EmbeddedDatabase database = start();
        assertThat(orphan.isAlive()).isFalse();
        assertThat(new Rows(database.address()).all()).containsExactly("written by another JVM");
    }

    @Test
    void aJvmAndItsServerMayBeKilledTogether() throws Exception {
        OtherJvm other = otherJvm();
        assertThat(other.saysUntil("ready")).contains("ready on ");
        kill(postmaster());
        other.kill();
        assertThat(new Rows(start().address()).all()).containsExactly("written by another JVM");
    }

    @Test
    void aPidFileThatNamesAStrangerIsNoHindranceAndTheStrangerLivesOn() throws Exception {
        EmbeddedDatabase.start(directory).close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        started.add(stranger::destroyForcibly);
        Files.writeString(
                directory.resolve("data/postmaster.pid"),
                stranger.pid() + "\n" + directory.resolve("data") + "\n1795305600\n5432\n\n127.0.0.1\n");
        assertThat(new Rows(start().address()).value("select 'served'")).isEqualTo("served");
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void aPidFileOfNobodyIsNoHindrance() throws Exception {
        EmbeddedDatabase.start(directory).close();
        for (String content : List.of("999999999\n", "", "nonsense")) {
            Files.writeString(directory.resolve("data/postmaster.pid"), content);
            EmbeddedDatabase.start(directory).close();
        }
    }

    @Test
    void aFirstStartThatWasKilledBeginsAnew() throws Exception {
        Path data = directory.resolve("data");
        for (String seen : List.of("postgresql.conf", "PG_VERSION", "postmaster.pid")) {
            OtherJvm other = otherJvm();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> Files.exists(data.resolve(seen)));
            other.kill();
            assertThat(data.resolve(".initialised"))
                    .as("killed when %s was there", seen)
                    .doesNotExist();
        }
        Rows rows = new Rows(start().address());
        rows.add("one");
        assertThat(rows.all()).containsExactly("one");
    }

    @Test
    void dataOfUnknownOriginIsNeitherServedNorDeleted() throws Exception {
        Path treasure = directory.resolve("data/treasure");
        Files.createDirectories(treasure.getParent());
        Files.writeString(treasure, "gold");
        assertRefused("did not put there");
        assertThat(treasure).hasContent("gold");
    }

    @Test
    void dataOfAnotherMajorVersionIsRefused() throws Exception {
        EmbeddedDatabase.start(directory).close();
        Files.writeString(directory.resolve("data/PG_VERSION"), "17\n");
        assertRefused("is that of PostgreSQL 17, this Sealbook brings 18");
    }

    @Test
    void aLostPasswordIsNamed() throws Exception {
        EmbeddedDatabase.start(directory).close();
        Files.delete(directory.resolve("owner-password"));
        assertRefused("owner-password is missing");
    }

    @Test
    void theDirectoryServesOneJvmAtATime() throws Exception {
        start();
        assertRefused("Another Sealbook is running on " + directory);
        OtherJvm other = otherJvm();
        assertThat(other.saysUntil("refused")).contains("refused: Another Sealbook is running on " + directory);
        assertThat(other.end()).isEqualTo(3);
    }

    @Test
    void aPortThatSomebodyElseTookIsReplaced() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(directory);
        int port = database.address().port();
        database.close();
        try (ServerSocket somebody = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertThat(somebody.isBound()).isTrue();
            assertThat(start().address().port()).isNotEqualTo(port);
        }
    }

    @Test
    void theServerIsDurableClosedAndOfTheVersionThatWeSay() throws Exception {
        EmbeddedDatabase database = start();
        Rows rows = new Rows(database.address());
        assertThat(rows.column("select name || '=' || setting from pg_settings where name in ('fsync',"
                        + "'synchronous_commit','full_page_writes','data_checksums','listen_addresses',"
                        + "'password_encryption') order by name"))
                .containsExactly(
                        "data_checksums=on",
                        "fsync=on",
                        "full_page_writes=on",
                        "listen_addresses=127.0.0.1",
                        "password_encryption=scram-sha-256",
                        "synchronous_commit=on");
        assertThat(new Rows(database.superuser()).value("show unix_socket_directories"))
                .isEmpty();
        assertThat(rows.value("show server_version")).startsWith(EmbeddedDatabase.VERSION);
        assertThat(rows.value("select datcollate || datlocale from pg_database where datname = 'sealbook'"))
                .isEqualTo("CC.UTF-8");
    }

    @Test
    void theOwnerMayCreateRolesAndSchemasButIsNoSuperuser() throws Exception {
        Rows rows = new Rows(start().address());
        assertThat(rows.value("select rolsuper || '/' || rolcreaterole || '/' || rolcreatedb from pg_roles"
                        + " where rolname = current_user"))
                .isEqualTo("false/true/false");
        try (var connection = rows.connect();
                var statement = connection.createStatement()) {
            statement.execute("create role somebody login password 'p'");
            statement.execute("create schema somewhere authorization sealbook_owner");
            statement.execute("grant usage on schema somewhere to somebody");
        }
        assertThat(rows.connect("somebody", "p").isValid(5)).isTrue();
    }

    @Test
    void nobodyGetsInWithoutThePassword() throws Exception {
        Rows rows = new Rows(start().address());
        for (String user : List.of("sealbook_owner", "postgres", "root", "nobody")) {
            for (String password : List.of("wrong", "postgres", "sealbook")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> rows.connect(user, password).close())
                        .withMessageContaining("password authentication failed");
            }
        }
    }

    @Test
    @HandlesPlaintext("looks for the passwords where they must not be")
    void passwordsAreInTheirFilesAndNowhereElse() throws Exception {
        DatabaseAddress address = start().address();
        new Rows(address).add("one");
        String owner = address.ownerPassword().reveal();
        String superuser = PrivateFiles.readPassword(directory.resolve("superuser-password"))
                .reveal();
        assertThat(address.toString()).doesNotContain(owner);
        for (ProcessHandle server : servers()) {
            Path process = Path.of("/proc", Long.toString(server.pid()));
            assertThat(Files.readString(process.resolve("cmdline"))).doesNotContain(owner, superuser);
            assertThat(Files.readString(process.resolve("environ"))).doesNotContain(owner, superuser);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean holdsOne = contains(file, owner) || contains(file, superuser);
                assertThat(holdsOne)
                        .as(file.toString())
                        .isEqualTo(file.toString().endsWith("-password"));
            }
        }
    }

    @Test
    void everythingBelongsToTheOwnerAlone() throws Exception {
        Files.delete(directory.resolve("program"));
        Files.delete(directory);
        start();
        assertThat(permissions("")).isEqualTo("rwx------");
        assertThat(permissions("data")).isEqualTo("rwx------");
        assertThat(permissions("program")).isEqualTo("rwx------");
        for (String file : List.of("superuser-password", "owner-password", "log", "port")) {
            assertThat(permissions(file)).as(file).isEqualTo("rw-------");
        }
    }

    // Whoever runs this as an ordinary user has shown it with every other test of this class.
    @Test
    void anOrdinaryUserMayRunIt() throws Exception {
        if (new UnixSystem().getUid() != 0) {
            assertThat(new Rows(start().address()).value("select 'served'")).isEqualTo("served");
            return;
        }
        Path readable = Files.createTempDirectory(Path.of("/var/tmp"), "sealbook-ordinary-user");
        started.add(() -> PrivateFiles.deleteTree(readable));
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Files.createDirectory(readable.resolve("home"));
        Files.setAttribute(home, "unix:uid", 65_534);
        Files.setAttribute(home, "unix:gid", 65_534);
        OtherJvm other = OtherJvm.as(
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=" + home),
                copyOfTheClassPath(readable),
                home.resolve("postgres"));
        started.add(other);
        assertThat(other.saysUntil("ready")).contains("ready on ");
        assertThat(other.end()).isZero();
    }

    private EmbeddedDatabase start() {
        EmbeddedDatabase database = EmbeddedDatabase.start(directory);
        started.add(database);
        return database;
    }

    private OtherJvm otherJvm() throws IOException {
        OtherJvm other = OtherJvm.on(directory);
        started.add(other);
        return other;
    }

    private void assertRefused(String reason) {
        assertThatExceptionOfType(EmbeddedDatabaseException.class)
                .isThrownBy(() -> EmbeddedDatabase.start(directory))
                .withMessageContaining(reason);
    }

    private ProcessHandle postmaster() throws IOException {
        String pid =
                Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private List<ProcessHandle> servers() throws IOException {
        return new ServerProcesses(directory.resolve("data")).running();
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        Path running = Path.of("/proc", Long.toString(process.pid()), "exe");
        // As a zombie it may stay for a while, if nobody asks for its end; it runs nothing.
        await().atMost(Duration.ofSeconds(10)).until(() -> !Files.isReadable(running));
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
    }

    private static boolean contains(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    }

    private static String copyOfTheClassPath(Path to) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (entry.isEmpty() || Files.notExists(from)) {
                continue;
            }
            Path copy = to.resolve(copies.size() + "-" + from.getFileName());
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Path target = copy.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, file.equals(from) ? copy : target);
                    }
                }
            }
            copies.add(copy.toString());
        }
        return String.join(File.pathSeparator, copies);
    }
}
