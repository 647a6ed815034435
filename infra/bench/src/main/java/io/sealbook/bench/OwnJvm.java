package io.sealbook.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures in a JVM and on a server of its own, so that nobody finds what somebody else has left: code compiled for other
 * work, a database that has grown.
 */
final class OwnJvm {
    private static final String OUTCOME = "outcome";

    private OwnJvm() {}

    /** Asks this question there; the outcomes in the order in which it {@link #tell}s them. */
    static List<Load.Outcome> ask(String question, Bench.Options options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName(), question));
        command.addAll(List.of("--seconds", Long.toString(options.time().toSeconds())));
        if (options.slowDisk()) {
            command.add("--slow-disk");
        }
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        List<Load.Outcome> outcomes;
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            outcomes = lines.lines()
                    .filter(line -> line.startsWith(OUTCOME + " "))
                    .map(OwnJvm::outcome)
                    .toList();
        }
        if (process.waitFor() != 0) {
            throw new IOException(question + " did not run through");
        }
        return outcomes;
    }

    /** Tells an outcome to the JVM that asked. */
    static void tell(Load.Outcome outcome) {
        System.out.printf(Locale.ROOT, "%s %f %f %f%n", OUTCOME, outcome.perSecond(), outcome.p50(), outcome.p99());
    }

    private static Load.Outcome outcome(String line) {
        String[] words = line.split(" ", -1);
        return new Load.Outcome(
                Double.parseDouble(words[1]), Double.parseDouble(words[2]), Double.parseDouble(words[3]));
    }
}
