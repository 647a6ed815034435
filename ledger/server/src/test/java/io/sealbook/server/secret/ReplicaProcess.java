package io.sealbook.server.secret;

import io.sealbook.api.Plaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import io.sealbook.edge.Problem;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.LedgerService;
import io.sealbook.server.secret.SecretCommand.Expected;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.LedgerUnavailableException;
import io.sealbook.store.Pen;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One replica in a JVM of its own, so that it can be killed, and clients of it that compare and set a few secrets. Every
 * call stands on standard output before it is made, every answer after it came: {@code id nanos word [secret state]}.
 */
final class ReplicaProcess {
    static final int SECRETS = 3;
    private static final int CLIENTS = 4;

    private final LedgerService ledger;
    private final AtomicIntegerArray known = new AtomicIntegerArray(SECRETS);
    private final AtomicLong operations = new AtomicLong();
    private final String prefix = ProcessHandle.current().pid() + "-";

    private ReplicaProcess(LedgerService ledger) {
        this.ledger = ledger;
    }

    /** Arguments: database host, port, name; ledger; keyring. */
    public static void main(String[] arguments) throws InterruptedException {
        LedgerService ledger = new LedgerService(
                arguments[3],
                login(arguments, LedgerSchema.LEDGER_ROLE),
                login(arguments, LedgerSchema.KEYS_ROLE),
                Keyring.open(Path.of(arguments[4])),
                Clock.systemUTC());
        ReplicaProcess replica = new ReplicaProcess(ledger);
        for (int client = 0; client < CLIENTS; client++) {
            Thread.ofVirtual().start(replica::compareAndSetForEver);
        }
        new CountDownLatch(1).await();
    }

    private static DatabaseLogin login(String[] arguments, String role) {
        return new DatabaseLogin(arguments[0], Integer.parseInt(arguments[1]), arguments[2], role, Sensitive.of(role));
    }

    private void compareAndSetForEver() {
        while (true) {
            int secret = ThreadLocalRandom.current().nextInt(SECRETS);
            String id = prefix + operations.incrementAndGet();
            int expected = known.get(secret);
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                say(id, "reads " + secret);
                known.set(secret, read(id, secret));
            } else {
                say(id, "writes " + secret + " " + expected);
                if (write(id, secret, expected)) {
                    known.compareAndSet(secret, expected, expected + 1);
                } else {
                    known.compareAndSet(
                            secret,
                            expected,
                            expected + 1 - ThreadLocalRandom.current().nextInt(2));
                }
            }
        }
    }

    private boolean write(String id, int secret, int expected) {
        SecretPath path = path(secret);
        UUID event = UUID.randomUUID();
        try {
            ledger.commands()
                    .send(new SecretCommand.Write(
                            path,
                            event,
                            sealed(path, event),
                            Description.EMPTY,
                            expected == 0 ? new Expected(null, true, null) : new Expected(expected, false, null),
                            Pen.ADA,
                            Instant.now()));
            say(id, "written");
            return true;
        } catch (LedgerUnavailableException nobodyKnows) {
            return false;
        } catch (Problem refused) {
            say(id, "refused");
            return false;
        }
    }

    private int read(String id, int secret) {
        try {
            int version = ledger.commands()
                    .send(new SecretCommand.Read(path(secret), null, Pen.ADA, Instant.now()))
                    .answer()
                    .version();
            say(id, "read " + version);
            return version;
        } catch (LedgerUnavailableException nobodyKnows) {
            return 0;
        } catch (Problem notThere) {
            say(id, "read 0");
            return 0;
        }
    }

    private SealedValue sealed(SecretPath path, UUID event) {
        try (Plaintext plaintext = Plaintext.owning(new byte[32])) {
            return ledger.valueSeal()
                    .seal(
                            plaintext,
                            ledger.engine()
                                    .sealContext(
                                            StreamName.of(path).toString(), event, EventType.SECRET_WRITTEN.wire()));
        }
    }

    private static SecretPath path(int secret) {
        return new SecretPath("contested/s" + secret);
    }

    // In one piece, and on its way before anything else happens.
    private static synchronized void say(String id, String what) {
        System.out.println(id + " " + System.nanoTime() + " " + what);
    }
}
