package io.sealbook.bench;

import java.time.Duration;
import java.util.Arrays;

/** The benchmarks' command line. */
public final class Bench {
    private static final String USAGE = """
            usage: infra/bench/bench QUESTION [--seconds N] [--slow-disk] [--count N]

            append      the engine and whole commands at 1, 16, 64 and 256 callers, against raw inserts of the same
                        bytes, one row per commit, and Axon's own JPA storage
            drivers     bare inserts over JDBC and over R2DBC
            replicas    one, two and three replicas on one ledger
            replay      streaming and opening the whole ledger again
            proofs      proofs and verification of a log of ten million entries
            deliveries  containers with a secret, by the whole service, against bare ones of the same image

            --seconds N   how long each figure is measured (default 6)
            --slow-disk   every flush of the database takes a millisecond longer
            --count N     how many containers at once (default 200)
            """;

    private Bench() {}

    /** How to measure. */
    record Options(Duration time, boolean slowDisk, int count) {}

    /** Answers one question. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || arguments[0].equals("--help")) {
            System.out.print(USAGE);
            System.exit(arguments.length == 0 ? 2 : 0);
        }
        Options options = options(Arrays.copyOfRange(arguments, 1, arguments.length));
        switch (arguments[0]) {
            case "append" -> Append.measure(options);
            case Append.JPA -> Append.measureJpa(options);
            case Append.COMMANDS -> Append.measureCommands(options);
            case "drivers" -> Drivers.measure(options);
            case "replicas" -> Replicas.measure(options);
            case "replay" -> Replay.measure(options);
            case "proofs" -> Proofs.measure(options);
            case "deliveries" -> Deliveries.measure(options);
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
        System.exit(0);
    }

    private static Options options(String[] arguments) {
        Duration time = Duration.ofSeconds(6);
        boolean slow = false;
        int count = 200;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--seconds" -> time = Duration.ofSeconds(Integer.parseInt(arguments[++i]));
                case "--slow-disk" -> slow = true;
                case "--count" -> count = Integer.parseInt(arguments[++i]);
                default -> {
                    System.err.print(USAGE);
                    System.exit(2);
                }
            }
        }
        return new Options(time, slow, count);
    }
}
