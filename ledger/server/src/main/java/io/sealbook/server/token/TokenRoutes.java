package io.sealbook.server.token;

import io.sealbook.access.Caller;
import io.sealbook.access.Credential;
import io.sealbook.access.SourceAddress;
import io.sealbook.api.Actor;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.Provenance;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.Digest;
import io.sealbook.api.http.ConsumeToken;
import io.sealbook.api.http.Delivery;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.IssuedToken;
import io.sealbook.api.http.LedgerPosition;
import io.sealbook.api.http.Reason;
import io.sealbook.api.http.TokenAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.edge.RequestIds;
import io.sealbook.edge.UnknownCallers;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Idempotent;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.command.Texts;
import io.sealbook.server.token.TokenCommand.Grant;
import io.sealbook.server.token.TokenCommand.Redemption;
import io.sealbook.store.SealedValues;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** The routes of bootstrap tokens. Consuming one needs no other identity, and every refusal of one looks the same. */
@RestController
public final class TokenRoutes {
    private static final Duration DEFAULT_TTL = Duration.ofSeconds(60);
    private static final Duration MAX_TTL = Duration.ofMinutes(10);

    private final Commands commands;
    private final TokenRefusals refusals;
    private final UnknownCallers strangers;
    private final SealedValues sealed;
    private final Idempotent idempotent;
    private final Clock clock;

    public TokenRoutes(
            Commands commands,
            TokenRefusals refusals,
            UnknownCallers strangers,
            SealedValues sealed,
            Idempotent idempotent,
            Clock clock) {
        this.commands = commands;
        this.refusals = refusals;
        this.strangers = strangers;
        this.sealed = sealed;
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
                now,
                idempotent.of(key, caller, "issue", body)));
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .body(new IssuedToken(receipt.answer(), credential.text(), expiresAt));
    }

    @PostMapping(path = "/v1/bootstrap-tokens/consume", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Delivery> consume(ServerWebExchange exchange, @RequestBody ConsumeToken body) {
        return delivery(exchange, body.token(), body.nonce());
    }

    // As bytes: the framework logs the text of bodies that it decodes.
    @PostMapping(
            path = "/v1/bootstrap-tokens/consume",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Delivery> consumeText(
            ServerWebExchange exchange,
            @RequestHeader(name = "Sealbook-Nonce", required = false) @Nullable String nonce,
            @RequestBody byte[] token) {
        return delivery(exchange, Sensitive.of(new String(token, StandardCharsets.UTF_8).strip()), nonce);
    }

    private ResponseEntity<Delivery> delivery(ServerWebExchange exchange, Sensitive token, @Nullable String nonce) {
        Credential.Presented presented =
                Credential.read(token, Credential.Kind.TOKEN).orElseThrow(() -> ofStranger(exchange));
        Provenance provenance = new Provenance(
                new Actor(presented.id(), Actor.Kind.CONTAINER),
                RequestIds.of(exchange),
                SourceAddress.of(exchange.getRequest()));
        Receipt<Redemption> receipt = commands.send(new TokenCommand.Consume(
                presented, nonce == null || nonce.isBlank() ? null : Digest.of(nonce), provenance, clock.instant()));
        return switch (receipt.answer()) {
            case Redemption.Unknown unknown -> throw ofStranger(exchange);
            case Redemption.Refused refused -> {
                refusals.refused(refused, provenance);
                throw refused();
            }
            case Redemption.Burnt burnt -> throw refused();
            case Redemption.Granted granted ->
                ResponseEntity.ok()
                        .cacheControl(CacheControl.noStore())
                        .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                        .body(new Delivery(granted.deployment(), granted.generation(), files(granted.grants())));
        };
    }

    // The consumption has committed, readings included: now the values may be opened.
    @HandlesPlaintext("puts recorded readings into the delivery that the token asked for")
    private List<Delivery.File> files(List<Grant> grants) {
        List<Delivery.File> files = new ArrayList<>();
        for (Grant grant : grants) {
            try (Plaintext plaintext = sealed.open(grant.event())) {
                Sensitive base64 =
                        plaintext.use(bytes -> Sensitive.of(Base64.getEncoder().encodeToString(bytes)));
                String mode = grant.binding().mode() == null
                        ? "0400"
                        : grant.binding().mode();
                files.add(new Delivery.File(
                        grant.binding().file(), mode, base64, grant.binding().path(), grant.version()));
            }
        }
        return files;
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
        return new TokenAnswer(issue.id(), issue.deployment(), state, issue.at(), issue.expiresAt(), consumedAt, from);
    }

    // What nobody issued says no more about its bearer than no identity at all.
    private Problem ofStranger(ServerWebExchange exchange) {
        strangers.refused(exchange);
        return refused();
    }

    private static Problem refused() {
        return Problem.gone("token-refused", "This token opens nothing.");
    }
}
