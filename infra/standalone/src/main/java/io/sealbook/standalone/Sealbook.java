package io.sealbook.standalone;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.standalone.demo.Demo;
import io.sealbook.standalone.postgres.EmbeddedDatabaseException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * What {@code ./run} starts: {@code serve}, {@code demo}, {@code admin-token} or {@code sign-in}. Ends with 0 when all went
 * well, 1 when something did not, 2 when it was asked for something that does not exist.
 */
public final class Sealbook {
    private Sealbook() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            Settings settings = Settings.of(System.getenv());
            switch (arguments.length == 1 ? arguments[0] : "") {
                case "serve" -> serve(settings);
                case "demo" -> System.exit(demo(settings));
                case "admin-token" -> say("admin token (24 h) in " + Host.newAdminToken(settings));
                case "sign-in" -> say("sign in once, within 5 minutes: " + Host.signInLink(settings));
                default -> throw new UsageException("say one of: serve, demo, admin-token, sign-in");
            }
        } catch (UsageException | EmbeddedDatabaseException e) {
            System.err.println("sealbook: " + e.getMessage());
            System.exit(e instanceof UsageException ? 2 : 1);
        }
    }

    private static void serve(Settings settings) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        welcome(started(settings, stopped::countDown));
        stopped.await();
    }

    private static int demo(Settings settings) {
        try (Standalone standalone = started(settings, () -> {})) {
            Path key = standalone.credentials().demoKey();
            return new Demo(settings.houseUrl(), key, settings.data(), System.out).run();
        }
    }

    // Whatever ends the process but kill -9, the database is stopped in order.
    private static Standalone started(Settings settings, Runnable stopped) {
        Standalone standalone = Standalone.start(settings);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (standalone.isOpen()) {
                say("stopping");
                standalone.close();
            }
            stopped.run();
        }));
        return standalone;
    }

    @HandlesPlaintext("prints the one-time sign-in link that the person at the terminal asked for")
    private static void welcome(Standalone standalone) {
        Settings settings = standalone.settings();
        DataDirectory directory = new DataDirectory(settings.data());
        Sensitive code = standalone.credentials().newSignInCode();
        say("");
        say("Sealbook serves " + settings.url() + "  (health: http://127.0.0.1:" + settings.managementPort()
                + "/actuator/health)");
        say("data         " + settings.data());
        say("admin token  " + directory.adminToken()
                + (standalone.isFirstStart() ? "  (new, good for 24 hours)" : "  (./run admin-token mints another)"));
        say("sign in      " + settings.url() + "/ui/#code=" + code.reveal() + "  (once, within 5 minutes)");
        say("Ctrl-C stops it.");
    }

    static void say(String line) {
        System.out.println(line);
    }
}
