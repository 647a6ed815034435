package io.sealbook.standalone.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.TimeUnit;

/** PostgreSQL refuses to run as root. On Linux a user namespace, in which root is nobody, lets it run all the same. */
final class Privileges {
    private Privileges() {}

    static void require() throws IOException, InterruptedException {
        if (new UnixSystem().getUid() == 0 && !userNamespaceWorks()) {
            throw new EmbeddedDatabaseException("PostgreSQL does not run as root, and this machine allows root no user "
                    + "namespace (unshare -U). Start Sealbook as an ordinary user, or set SEALBOOK_DATABASE_URL.");
        }
    }

    private static boolean userNamespaceWorks() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "-U", "true")
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
