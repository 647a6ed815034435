package io.sealbook.standalone;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.server.account.Founding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    /** Makes what the first start needs; tells whether it was the first. Later starts find everything there. */
    boolean prepare() {
        founding.ensureFirstAccounts();
        founding.ensure(WORKER, Actor.Kind.WORKER, List.of(Rule.allow(Action.ORDER_WORK)), List.of(TARGET));
        founding.ensure(PROJECTIONS, Actor.Kind.SYSTEM, List.of(Rule.allow(Action.LEDGER_REPORT)), List.of());
        keep(directory.workerKey(), WORKER, SERVICE_LIFE);
        keep(directory.projectionsKey(), PROJECTIONS, SERVICE_LIFE);
        boolean first = !Files.exists(directory.adminToken());
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

    // A key file that is there is kept: the ledger knows its key, or the service will say that it is refused.
    private void keep(Path file, AccountId account, Duration life) {
        if (!Files.exists(file)) {
            DataDirectory.write(file, founding.newKey(account, life));
        }
    }
}
