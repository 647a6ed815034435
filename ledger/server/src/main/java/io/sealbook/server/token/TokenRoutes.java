package io.sealbook.server.token;

import io.sealbook.access.Caller;
import io.sealbook.access.Credential;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.IssuedToken;
import io.sealbook.api.http.LedgerPosition;
import io.sealbook.api.http.Reason;
import io.sealbook.api.http.TokenAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Idempotent;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.command.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The routes by which bootstrap tokens are issued and withdrawn. */
@RestController
public final class TokenRoutes {
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(60);
    private static final Duration MAX_TTL = Duration.ofMinutes(10);

    private final Commands commands;
    private final Idempotent idempotent;
    private final Clock clock;

    public TokenRoutes(Commands commands, Idempotent idempotent, Clock clock) {
        this.commands = commands;
        this.idempotent = idempotent;
        this.clock = clock;
    }

    @PostMapping("/v1/bootstrap-tokens")
    ResponseEntity<IssuedToken> issue(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestBody IssueToken body) {
        Duration ttl = body.ttl() == null ? DEFAULT_TTL : body.ttl();
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw Problem.badRequest("/ttl", "PT1S to " + MAX_TTL);
        }
        Instant now = clock.instant();
        Credential.Minted credential = Credential.mint(Credential.Kind.TOKEN);
        Instant expiresAt = now.plus(ttl);
        Receipt<TokenId> receipt = commands.send(new TokenCommand.Issue(
                caller,
                body.deployment(),
                credential,
                expiresAt,
                Networks.check(body.networks()),
                body.purpose() == null ? TokenEvent.Purpose.FILES : body.purpose(),
                Sealing.checkKey("/sealTo", body.sealTo()),
                now,
                idempotent.of(key, caller, "issue", body)));
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .body(new IssuedToken(receipt.answer(), credential.text(), expiresAt));
    }

    @PostMapping("/v1/bootstrap-tokens/{id}/revoke")
    ResponseEntity<TokenAnswer> revoke(
            @AuthenticationPrincipal Caller caller,
            @PathVariable TokenId id,
            @RequestBody(required = false) @Nullable Reason body) {
        caller.require(Action.TOKEN_ISSUE);
        String reason = Texts.reason(body == null ? null : body.reason());
        Receipt<BootstrapToken> receipt = commands.send(new TokenCommand.Revoke(caller, id, reason, clock.instant()));
        return ResponseEntity.ok()
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .body(answer(receipt.answer()));
    }

    private TokenAnswer answer(BootstrapToken token) {
        return switch (token) {
            case BootstrapToken.Live live ->
                answer(
                        live.issue(),
                        clock.instant().isBefore(live.issue().expiresAt())
                                ? TokenAnswer.State.LIVE
                                : TokenAnswer.State.EXPIRED,
                        null,
                        null);
            case BootstrapToken.Consumed consumed ->
                answer(consumed.issue(), TokenAnswer.State.CONSUMED, consumed.at(), consumed.from());
            case BootstrapToken.Revoked revoked -> answer(revoked.issue(), TokenAnswer.State.REVOKED, null, null);
            case BootstrapToken.None none -> throw Problem.notFound();
        };
    }

    private static TokenAnswer answer(
            BootstrapToken.Issue issue, TokenAnswer.State state, @Nullable Instant consumedAt, @Nullable String from) {
        return new TokenAnswer(
                issue.id(),
                issue.deployment(),
                state,
                issue.at(),
                issue.expiresAt(),
                consumedAt,
                from,
                issue.purpose(),
                issue.sealTo());
    }
}
