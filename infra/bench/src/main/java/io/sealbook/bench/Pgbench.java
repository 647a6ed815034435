package io.sealbook.bench;

import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * PostgreSQL's own benchmark, a client in C without a driver, on the same server: one row of the engine's for each
 * commit. In the environment {@code SEALBOOK_PGBENCH} names the program; without it this reference is missing.
 */
final class Pgbench {
    private final String program;
    private final DatabaseLogin login;
    private final String row;

    private Pgbench(String program, DatabaseLogin login, String row) {
        this.program = program;
        this.login = login;
        this.row = row;
    }

    /** The program, if this machine has it. */
    static Optional<Pgbench> on(Ground ground, RawInserts inserts) throws Exception {
        String program = System.getenv("SEALBOOK_PGBENCH");
        return program == null
                ? Optional.empty()
                : Optional.of(new Pgbench(program, ground.as(LedgerSchema.LEDGER_ROLE), inserts.asText()));
    }

    /** So many callers, for this long; the first third is for getting warm and does not count. */
    Load.Outcome run(int callers, Duration time) throws Exception {
        Path directory = Files.createTempDirectory("sealbook-pgbench-");
        Path script = Files.writeString(directory.resolve("one-row-insert.sql"), row);
        // The roles of the benchmark's own server have their names for passwords.
        Path passwords = Files.createFile(
                directory.resolve("passwords"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwords, "*:*:*:" + login.user() + ":" + LedgerSchema.LEDGER_ROLE + "\n");
        Path said = directory.resolve("said");
        ProcessBuilder pgbench = new ProcessBuilder(
                program,
                "--no-vacuum",
                "--log",
                "--log-prefix=" + directory.resolve("log"),
                "--client=" + callers,
                "--time=" + time.toSeconds(),
                "--file=" + script,
                "--host=" + login.host(),
                "--port=" + login.port(),
                "--username=" + login.user(),
                login.database());
        pgbench.environment().put("PGPASSFILE", passwords.toString());
        Process process =
                pgbench.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        if (!process.waitFor(time.plusMinutes(2)) || process.exitValue() != 0) {
            throw new IOException("pgbench did not run through:\n" + Files.readString(said));
        }
        Load.Outcome outcome = outcome(directory, time);
        FileSystemUtils.deleteRecursively(directory);
        return outcome;
    }

    // A line for each transaction: its third word is how many microseconds it took, its last two when it ended.
    private static Load.Outcome outcome(Path directory, Duration time) throws IOException {
        List<String[]> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path log : files.filter(file -> file.getFileName().toString().startsWith("log."))
                    .toList()) {
                Files.readAllLines(log).forEach(line -> lines.add(line.split(" ", -1)));
            }
        }
        long first = lines.stream().mapToLong(Pgbench::endedAt).min().orElseThrow() + time.toNanos() / 3_000;
        long[] micros = lines.stream()
                .filter(line -> endedAt(line) >= first)
                .mapToLong(line -> Long.parseLong(line[2]))
                .sorted()
                .toArray();
        return new Load.Outcome(
                micros.length / (time.toNanos() / 1.5e9),
                Load.quantile(micros, 0.5) / 1e3,
                Load.quantile(micros, 0.99) / 1e3);
    }

    private static long endedAt(String[] line) {
        return Long.parseLong(line[4]) * 1_000_000 + Long.parseLong(line[5]);
    }
}
