package io.sealbook.standalone;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.server.account.Founding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The accounts of this installation, and the key files of those that run in it. */
final class Credentials {
    static final TargetName TARGET = new TargetName("local");
    private static final AccountId WORKER = new AccountId("worker-local");
    private static final AccountId PROJECTIONS = new AccountId("projections");
    private static final AccountId DEMO = new AccountId("demo");
    private static final Duration ADMIN_LIFE = Duration.ofHours(24);
    private static final Duration SERVICE_LIFE = Duration.ofDays(400);
    private static final Duration DEMO_LIFE = Duration.ofDays(30);

    private final Founding founding;
    private final DataDirectory directory;

    Credentials(Founding founding, DataDirectory directory) {
        this.founding = founding;
        this.directory = directory;
    }

    /** Makes what the first start needs; tells whether it was the first. Later starts renew keys that have grown old. */
    boolean prepare() {
        boolean first = founding.ensureFirstAccounts();
        founding.ensure(WORKER, Actor.Kind.WORKER, List.of(Rule.allow(Action.ORDER_WORK)), List.of(TARGET));
        founding.ensure(PROJECTIONS, Actor.Kind.SYSTEM, List.of(Rule.allow(Action.LEDGER_REPORT)), List.of());
        keep(directory.workerKey(), WORKER, SERVICE_LIFE);
        keep(directory.projectionsKey(), PROJECTIONS, SERVICE_LIFE);
        if (first) {
            newAdminToken();
        }
        return first;
    }

    /** Another admin token in the place of the last one's file; the last one stays good until it expires. */
    Path newAdminToken() {
        DataDirectory.write(directory.adminToken(), founding.newKey(Founding.ADMIN, ADMIN_LIFE));
        return directory.adminToken();
    }

    Sensitive newSignInCode() {
        return founding.newSignInCode();
    }

    /** The account that the demo works as: it may do everything below {@code demo/} and read the trail. */
    Path demoKey() {
        founding.ensure(
                DEMO,
                Actor.Kind.SERVICE,
                List.of(
                        Rule.allow(
                                Set.of(
                                        Action.SECRET_WRITE,
                                        Action.SECRET_DESCRIBE,
                                        Action.SECRET_DELETE,
                                        Action.SECRET_LIST,
                                        Action.VALUE_READ),
                                "demo/**"),
                        Rule.allow(
                                Action.TOKEN_ISSUE,
                                Action.DEPLOYMENT_WRITE,
                                Action.DEPLOYMENT_READ,
                                Action.AUDIT_READ)),
                List.of());
        keep(directory.demoKey(), DEMO, DEMO_LIFE);
        return directory.demoKey();
    }

    // A key is replaced when half of its life is over, so that it never ends while the service runs on. One that was
    // revoked in the meantime stays: the service says that it is refused, and nothing works around it.
    private void keep(Path file, AccountId account, Duration life) {
        if (!Files.exists(file) || age(file).compareTo(life.dividedBy(2)) > 0) {
            DataDirectory.write(file, founding.newKey(account, life));
        }
    }

    private static Duration age(Path file) {
        try {
            return Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }
}
