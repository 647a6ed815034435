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
import java.util.ArrayList;
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

              sealbook-verify log FILE|DIRECTORY
                  The whole log: an export ("-" is standard input), or a directory of tiles
                  beside its checkpoint. Recomputes the root; positions must be dense, no
                  stream may miss an event, time may not run backwards.
              sealbook-verify inclusion FILE
                  That an event is in the tree: the ledger's JSON answer.
              sealbook-verify proof FILE ENTRY --key KEY
                  The same from a .tlog-proof file and the entry's bytes.
              sealbook-verify growth OLD NEW FILE
                  That the log only grew from one checkpoint to another: FILE is the ledger's
                  JSON answer on their consistency.
              sealbook-verify disclosure FILE ENTRY
                  That an entry commits to the field that somebody was told.

              --root BASE64   the root that you trust
              --key KEY       the log's key, name+id+base64: checkpoints must be signed by it
                              Without either, an answer is checked against itself only, and
                              you compare the root that is printed.

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
        try {
            return check(arguments);
        } catch (Checkpoint.UnverifiedException e) {
            return tell(new Disproved(String.valueOf(e.getMessage())));
        } catch (NoSuchFileException e) {
            return tell(new Unchecked("there is no file " + e.getMessage()));
        } catch (MalformedInputException e) {
            return tell(new Unchecked("the file is not UTF-8 text"));
        } catch (IOException | IllegalArgumentException e) {
            return tell(new Unchecked(String.valueOf(e.getMessage())));
        }
    }

    private int check(List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(arguments);
        Optional<byte[]> root = option(words, "--root").map(Base64Text::hash);
        Trust trust = new Trust(root, option(words, "--key").map(VerifierKey::read));
        List<Path> files = words.stream().skip(1).map(Path::of).toList();
        String what = words.isEmpty() ? "" : words.getFirst();
        Verdict verdict = switch (what + " " + files.size()) {
            case "log 1" -> log(files.getFirst(), trust);
            case "inclusion 1" -> InclusionCheck.of(files.getFirst()).check(trust);
            case "proof 2" -> ProofCheck.proof(files.getFirst(), files.getLast(), trust);
            case "growth 3" -> ProofCheck.growth(files.getFirst(), files.get(1), files.getLast(), trust);
            case "disclosure 2" -> ProofCheck.disclosure(files.getFirst(), files.getLast());
            default -> new Unchecked("I do not know what to check\n\n" + USAGE);
        };
        int status = tell(verdict);
        if (verdict instanceof Proved && !what.equals("disclosure")) {
            trust.advice().ifPresent(out::println);
        }
        return status;
    }

    // The word after this one, both taken out of the list.
    private static Optional<String> option(List<String> words, String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == words.size()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        words.remove(at);
        return Optional.of(words.remove(at));
    }

    private Verdict log(Path log, Trust trust) throws IOException {
        if (Files.isDirectory(log)) {
            return new TileDirectory(log, trust).check(progress(-1));
        }
        boolean piped = log.toString().equals("-");
        try (InputStream source = piped ? System.in : Files.newInputStream(log);
                DataInputStream export = new DataInputStream(new BufferedInputStream(source, 1 << 16))) {
            LogCheck check = new LogCheck();
            return check.read(export, progress(piped ? -1 : Files.size(log))).orElseGet(() -> check.end(trust));
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

    private int tell(Verdict verdict) {
        return switch (verdict) {
            case Proved(String what) -> {
                out.println("proved: " + what);
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
}
