package io.sealbook.access;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.StreamName;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.RecordedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All accounts and keys in memory, following the ledger. A revocation takes effect here within a second of its commit;
 * when the view cannot know that, it answers nothing at all rather than an old permission.
 */
public final class AccessView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessView.class);
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final Duration WAIT_AT_MOST = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int PAGE = 500;

    private final LedgerReader reader;
    private final Pseudonyms pseudonyms;
    private final HeadSignal signal;
    private final Clock clock;

    // A thread of the operating system: what is fresh must not wait until busy virtual threads let go of a processor.
    private final Thread thread;
    private final Map<AccountId, Account> accounts = new ConcurrentHashMap<>();
    private final Map<KeyId, Key> keys = new ConcurrentHashMap<>();
    private volatile OptionalLong trueAt = OptionalLong.empty();
    private volatile boolean closed;
    private volatile long next;

    public AccessView(LedgerReader reader, Pseudonyms pseudonyms, HeadSignal signal, Clock clock) {
        this.reader = reader;
        this.pseudonyms = pseudonyms;
        this.signal = signal;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("sealbook-access").start(this::follow);
    }

    /** An account as it is now. */
    public record Account(
            AccountId id,
            Actor.Kind kind,
            List<Rule> rules,
            Permissions permissions,
            Set<TargetName> targets,
            boolean disabled) {}

    /** A key that is in force: its account is enabled, it is not revoked and not expired. */
    public record Key(AccountId account, KeyId id, Purpose purpose, Instant expiresAt, Digest digest) {}

    /** The key and account behind a credential, if it is in force. Unavailable when the view may be out of date. */
    public Optional<Authenticated> authenticate(Credential.Presented credential) {
        return inForce(new KeyId(credential.id()))
                .filter(found -> found.key().digest().matches(credential.digest()));
    }

    /** The key of this id and its account, if it is in force. Unavailable when the view may be out of date. */
    public Optional<Authenticated> inForce(KeyId id) {
        requireCurrent();
        Key key = keys.get(id);
        if (key == null || !clock.instant().isBefore(key.expiresAt())) {
            return Optional.empty();
        }
        Account account = accounts.get(key.account());
        return account == null || account.disabled() ? Optional.empty() : Optional.of(new Authenticated(account, key));
    }

    public record Authenticated(Account account, Key key) {}

    /** The account of this name, disabled ones included. Unavailable when the view may be out of date. */
    public Optional<Account> account(AccountId id) {
        requireCurrent();
        return Optional.ofNullable(accounts.get(id));
    }

    /** Whether the account may do this to the path now: a right that was taken away is gone. */
    public boolean may(AccountId id, Action action, SecretPath path) {
        return account(id)
                .filter(account -> !account.disabled() && account.permissions().allow(action, path))
                .isPresent();
    }

    /** Whether the view knows what the ledger held a second ago. */
    public boolean isCurrent() {
        OptionalLong at = trueAt;
        return at.isPresent() && System.nanoTime() - at.getAsLong() <= MAX_AGE.toNanos();
    }

    /**
     * Waits until the view knows the event at this position, a second at most: whoever was answered finds the new state
     * in force, in this process at least.
     */
    public void awaitKnown(long position) {
        long giveUp = System.nanoTime() + MAX_AGE.toNanos();
        synchronized (this) {
            while (next <= position && !closed) {
                long left = TimeUnit.NANOSECONDS.toMillis(giveUp - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    // A moment's lag is waited for, on the caller's virtual thread; more than that is refused.
    private void requireCurrent() {
        long giveUp = System.nanoTime() + WAIT_AT_MOST.toNanos();
        synchronized (this) {
            while (!isCurrent()) {
                long left = TimeUnit.NANOSECONDS.toMillis(giveUp - System.nanoTime());
                if (left <= 0 || closed) {
                    throw new AccessUnavailableException();
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AccessUnavailableException();
                }
            }
        }
    }

    private void follow() {
        while (!closed) {
            try {
                OptionalLong confirmed = signal.confirmedAt();
                long size = signal.size();
                if (size > next) {
                    catchUp(size);
                }
                if (size >= 0) {
                    synchronized (this) {
                        trueAt = confirmed;
                        notifyAll();
                    }
                }
                signal.awaitMoreThan(size, LOOK_EVERY);
            } catch (InterruptedException e) {
                closed = true;
            } catch (RuntimeException e) {
                LOG.warn("the access view cannot follow the ledger: {}", e.getMessage());
                pause();
            }
        }
    }

    private void catchUp(long size) {
        List<RecordedEvent> page;
        do {
            page = reader.readStream(StreamName.ACCESS, pseudonyms, next, PAGE);
            for (RecordedEvent event : page) {
                if (event.event() instanceof AccountEvent change) {
                    apply(change);
                }
                next = event.position() + 1;
            }
        } while (page.size() == PAGE);
        next = Math.max(next, size);
    }

    private void apply(AccountEvent change) {
        switch (change) {
            case AccountEvent.Created created ->
                accounts.put(
                        created.account(),
                        new Account(
                                created.account(),
                                created.kind(),
                                created.rules(),
                                new Permissions(created.rules()),
                                Set.copyOf(created.targets()),
                                false));
            case AccountEvent.Disabled disabled ->
                accounts.computeIfPresent(
                        disabled.account(),
                        (id, account) -> new Account(
                                id, account.kind(), account.rules(), Permissions.NONE, account.targets(), true));
            case AccountEvent.KeyCreated created ->
                keys.put(
                        created.key(),
                        new Key(
                                created.account(),
                                created.key(),
                                created.purpose(),
                                created.expiresAt(),
                                created.digest()));
            case AccountEvent.KeyRevoked revoked -> keys.remove(revoked.key());
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
