package io.sealbook.server.account;

import io.sealbook.access.Caller;
import io.sealbook.access.Credential;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.api.http.AccountAnswer;
import io.sealbook.api.http.CreateAccount;
import io.sealbook.api.http.CreateKey;
import io.sealbook.api.http.CreatedKey;
import io.sealbook.api.http.LedgerPosition;
import io.sealbook.api.http.Reason;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Idempotent;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.command.Texts;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The routes of service accounts and their keys, for those who may administer accounts. */
@RestController
public final class AccountRoutes {
    private static final Duration LONGEST_KEY_LIFE = Duration.ofDays(400);

    // Names that the trail uses for those who have no account.
    private static final Set<AccountId> RESERVED =
            Set.of(new AccountId(Actor.SYSTEM.id()), new AccountId(Actor.UNKNOWN.id()), new AccountId("nobody"));

    private final AccountCommands commands;
    private final Idempotent idempotent;
    private final Clock clock;

    public AccountRoutes(AccountCommands commands, Idempotent idempotent, Clock clock) {
        this.commands = commands;
        this.idempotent = idempotent;
        this.clock = clock;
    }

    @PostMapping("/v1/service-accounts")
    ResponseEntity<AccountAnswer> create(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestBody CreateAccount body) {
        caller.require(Action.ACCOUNT_ADMIN);
        if (RESERVED.contains(body.name())) {
            throw Problem.badRequest("/name", "this name is taken by the system itself");
        }
        if (body.rules().size() > 100) {
            throw Problem.badRequest("/rules", "at most 100 rules");
        }
        for (int i = 0; i < body.rules().size(); i++) {
            if (!body.rules().get(i).saysWhatItDoes()) {
                throw Problem.badRequest(
                        "/rules/" + i + "/paths",
                        "paths other than ** only with actions on secrets: give the other actions a rule of their own");
            }
        }
        boolean worker = body.targets() != null && !body.targets().isEmpty();
        Receipt<Account> receipt = commands.send(new AccountCommand.Create(
                body.name(),
                worker ? Actor.Kind.WORKER : Actor.Kind.SERVICE,
                body.rules(),
                body.targets() == null ? List.of() : body.targets(),
                caller.provenance(),
                clock.instant(),
                idempotent.of(key, caller, "account", body)));
        return ResponseEntity.created(URI.create("/v1/service-accounts/" + body.name()))
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .body(answer(receipt.answer()));
    }

    @PostMapping("/v1/service-accounts/{id}/disable")
    ResponseEntity<AccountAnswer> disable(
            @AuthenticationPrincipal Caller caller,
            @PathVariable AccountId id,
            @RequestBody(required = false) @Nullable Reason body) {
        caller.require(Action.ACCOUNT_ADMIN);
        String reason = Texts.reason(body == null ? null : body.reason());
        Receipt<Account> receipt =
                commands.send(new AccountCommand.Disable(id, reason, caller.provenance(), clock.instant()));
        return ResponseEntity.ok()
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .body(answer(receipt.answer()));
    }

    @PostMapping("/v1/service-accounts/{id}/keys")
    ResponseEntity<CreatedKey> createKey(
            @AuthenticationPrincipal Caller caller,
            @PathVariable AccountId id,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestBody CreateKey body) {
        caller.require(Action.ACCOUNT_ADMIN);
        Instant now = clock.instant();
        if (!body.expiresAt().isAfter(now) || body.expiresAt().isAfter(now.plus(LONGEST_KEY_LIFE))) {
            throw Problem.badRequest(
                    "/expiresAt", "in the future, and at most " + LONGEST_KEY_LIFE.toDays() + " days ahead");
        }
        Credential.Minted credential = Credential.mint(Credential.Kind.KEY);
        Receipt<Account> receipt = commands.send(new AccountCommand.CreateKey(
                id,
                credential,
                Purpose.ACCESS,
                body.expiresAt(),
                caller.provenance(),
                now,
                idempotent.of(key, caller, "key", id, body)));
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .body(new CreatedKey(new KeyId(credential.id()), credential.text(), body.expiresAt()));
    }

    @DeleteMapping("/v1/service-accounts/{id}/keys/{key}")
    ResponseEntity<Void> revokeKey(
            @AuthenticationPrincipal Caller caller, @PathVariable AccountId id, @PathVariable KeyId key) {
        caller.require(Action.ACCOUNT_ADMIN);
        Receipt<Account> receipt =
                commands.send(new AccountCommand.RevokeKey(id, key, null, caller.provenance(), clock.instant()));
        return ResponseEntity.noContent()
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .build();
    }

    private static AccountAnswer answer(Account account) {
        return new AccountAnswer(account.id(), account.kind(), account.rules(), account.targets(), account.disabled());
    }
}
