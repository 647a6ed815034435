package io.sealbook.standalone.postgres;

import io.sealbook.api.HandlesPlaintext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own with an embedded database in it, to be killed. */
final class OtherJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private OtherJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static OtherJvm on(Path directory) throws IOException {
        return as(List.of(), System.getProperty("java.class.path"), directory);
    }

    /** Started through another program, which may change who it runs as. */
    static OtherJvm as(List<String> through, String classPath, Path directory) throws IOException {
        List<String> command = new ArrayList<>(through);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                OtherJvm.class.getName(),
                directory.toString()));
        return new OtherJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Everything it says until the line that begins so, or until its end. */
    String saysUntil(String beginning) {
        StringBuilder said = new StringBuilder();
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.append(line).append('\n');
                if (line.startsWith(beginning)) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return said.toString();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a killed JVM ends");
        }
    }

    /** Lets it stop its database and end. */
    int end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        saysUntil("(nothing begins so)");
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    @HandlesPlaintext("the test writes a row as the owner")
    public static void main(String[] arguments) throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]))) {
            Rows rows = new Rows(database.address());
            rows.add("written by another JVM");
            System.out.println("ready on " + database.address().port());
            while (System.in.read() >= 0) {
                // until the other side closes
            }
        } catch (EmbeddedDatabaseException e) {
            System.out.println("refused: " + e.getMessage());
            System.exit(3);
        }
    }
}
