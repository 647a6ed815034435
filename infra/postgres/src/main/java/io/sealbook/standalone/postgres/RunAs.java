package io.sealbook.standalone.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs: it refuses to be root. Started by an ordinary user it is that user; started by root it is
 * {@code nobody}, owns its data and may read the way there, and can become nothing else.
 */
final class RunAs {
    private static final int NOBODY = 65_534;
    // Data may lie below directories that only root may enter, as in /root.
    private static final String CAPABILITIES = "-all,+dac_read_search";
    private static final List<String> AS_NOBODY = List.of(
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "--no-new-privs",
            // Else the kernel forgets the capability when a program asks access(2) about a file.
            "--securebits=+no_setuid_fixup",
            "--inh-caps=" + CAPABILITIES,
            "--ambient-caps=" + CAPABILITIES,
            "--bounding-set=" + CAPABILITIES);

    private final boolean root;

    private RunAs(boolean root) {
        this.root = root;
    }

    static RunAs choose() throws IOException, InterruptedException {
        RunAs runAs = new RunAs(new UnixSystem().getUid() == 0);
        Process attempt = runAs.command(List.of("true"))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        if (!attempt.waitFor(10, TimeUnit.SECONDS) || attempt.exitValue() != 0) {
            throw new EmbeddedDatabaseException("PostgreSQL does not run as root, and root may not lay down its rights"
                    + " here (setpriv). Start Sealbook as an ordinary user, or set SEALBOOK_DATABASE_URL.");
        }
        return runAs;
    }

    /** This command, without anything of our environment in it: that may hold secrets. */
    ProcessBuilder command(List<String> command) {
        List<String> whole = new ArrayList<>(root ? AS_NOBODY : List.of());
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole);
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Gives a tree to whom PostgreSQL runs as, whoever wrote in it before. */
    void own(Path tree) throws IOException {
        if (!root) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                if (!Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(NOBODY)) {
                    Files.setAttribute(file, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(file, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }
}
