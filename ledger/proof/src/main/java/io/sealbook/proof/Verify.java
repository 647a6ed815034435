package io.sealbook.proof;

import io.sealbook.proof.Verdict.Disproved;
import io.sealbook.proof.Verdict.Proved;
import io.sealbook.proof.Verdict.Unchecked;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The offline verifier, {@code sealbook-verify}: believes nothing but what it recomputes. */
public final class Verify {
    /** What was claimed holds. */
    public static final int PROVED = 0;
    /** What was claimed is false. */
    public static final int DISPROVED = 1;
    /** What was given could not be read or understood. */
    public static final int UNCHECKED = 2;

    private static final String USAGE = """
            sealbook-verify checks what a Sealbook ledger says, without asking the ledger.

              sealbook-verify inclusion FILE [--root BASE64]
                  FILE is the ledger's JSON answer that an event is in the tree.
              sealbook-verify log FILE [--root BASE64]
                  FILE is an export of the log, "-" is standard input. Recomputes the root
                  and checks that positions are dense and that no stream misses an event.

              --root   the root that you trust, from a checkpoint or a witness. Without it the
                       answer is checked against itself, and you compare the root that is printed.

            Ends with 0 when proved, 1 when disproved, 2 when it could not check.""";

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final PrintStream out;
    private final PrintStream err;

    private Verify(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** As from the command line: the verdict goes to {@code out}, progress and trouble to {@code err}. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return new Verify(out, err).run(arguments);
    }

    private int run(List<String> arguments) {
        if (arguments.equals(List.of("--help"))) {
            out.println(USAGE);
            return PROVED;
        }
        boolean rooted = arguments.size() == 4 && arguments.get(2).equals("--root");
        if (!rooted && arguments.size() != 2) {
            err.println(USAGE);
            return UNCHECKED;
        }
        try {
            Optional<byte[]> root = rooted ? Optional.of(root(arguments.get(3))) : Optional.empty();
            return switch (arguments.getFirst()) {
                case "inclusion" ->
                    tell(InclusionCheck.of(Path.of(arguments.get(1))).check(root), root);
                case "log" -> tell(log(arguments.get(1), root), root);
                default -> {
                    err.println(USAGE);
                    yield UNCHECKED;
                }
            };
        } catch (NoSuchFileException e) {
            return tell(new Unchecked("there is no file " + e.getMessage()), Optional.empty());
        } catch (MalformedInputException e) {
            return tell(new Unchecked("the file is not UTF-8 text"), Optional.empty());
        } catch (IOException | IllegalArgumentException e) {
            return tell(new Unchecked(String.valueOf(e.getMessage())), Optional.empty());
        }
    }

    private Verdict log(String file, Optional<byte[]> root) throws IOException {
        long length = file.equals("-") ? -1 : Files.size(Path.of(file));
        try (InputStream source = file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
                DataInputStream export = new DataInputStream(new BufferedInputStream(source, 1 << 16))) {
            return new LogCheck().check(export, root, progress(length));
        }
    }

    private LogCheck.Progress progress(long length) {
        long start = System.nanoTime();
        AtomicLong next = new AtomicLong(SECOND);
        return (entries, bytes) -> {
            long passed = System.nanoTime() - start;
            if (passed >= next.get()) {
                next.set(passed + SECOND);
                err.println("checked " + entries + " entries" + (length > 0 ? ", " + 100 * bytes / length + " %" : ""));
            }
        };
    }

    private int tell(Verdict verdict, Optional<byte[]> root) {
        return switch (verdict) {
            case Proved(String what) -> {
                out.println("proved: " + what);
                if (root.isEmpty()) {
                    out.println("Compare that root with one that you got elsewhere, or give it with --root.");
                }
                yield PROVED;
            }
            case Disproved(String why) -> {
                out.println("DISPROVED: " + why);
                yield DISPROVED;
            }
            case Unchecked(String why) -> {
                err.println("could not check: " + why);
                yield UNCHECKED;
            }
        };
    }

    private static byte[] root(String base64) {
        byte[] root = Base64.getDecoder().decode(base64);
        if (root.length != 32) {
            throw new IllegalArgumentException("a root is 32 bytes in base64");
        }
        return root;
    }
}
