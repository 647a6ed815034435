package io.sealbook.server.token;

import io.sealbook.access.Credential;
import io.sealbook.access.SourceAddress;
import io.sealbook.api.Actor;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.Provenance;
import io.sealbook.api.Sensitive;
import io.sealbook.api.event.Digest;
import io.sealbook.api.http.ConsumeToken;
import io.sealbook.api.http.DeliveryAnswer;
import io.sealbook.api.http.LedgerPosition;
import io.sealbook.api.http.SealedDelivery;
import io.sealbook.edge.Problem;
import io.sealbook.edge.RequestIds;
import io.sealbook.edge.UnknownCallers;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.token.TokenCommand.Redemption;
import io.sealbook.server.token.TokenCommand.Redemption.Granted;
import io.sealbook.store.SealedValues;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * Where a token is exchanged for what it opens: the token comes as JSON or as text, and the answer goes as JSON or as
 * lines. It needs no other identity, and every refusal of one looks the same.
 */
@RestController
public final class ConsumeRoutes {
    private static final String CONSUME = "/v1/bootstrap-tokens/consume";
    private static final String NONCE = "Sealbook-Nonce";

    private final Commands commands;
    private final TokenRefusals refusals;
    private final UnknownCallers strangers;
    private final Deliveries deliveries;
    private final Clock clock;

    public ConsumeRoutes(
            Commands commands, TokenRefusals refusals, UnknownCallers strangers, SealedValues sealed, Clock clock) {
        this.commands = commands;
        this.refusals = refusals;
        this.strangers = strangers;
        this.deliveries = new Deliveries(sealed);
        this.clock = clock;
    }

    @PostMapping(
            path = CONSUME,
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<DeliveryAnswer> consume(ServerWebExchange exchange, @RequestBody ConsumeToken body) {
        return files(redeem(exchange, body.token(), body.nonce(), body.publicKey()));
    }

    @PostMapping(path = CONSUME, consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<byte[]> consumeForLines(ServerWebExchange exchange, @RequestBody ConsumeToken body) {
        return lines(redeem(exchange, body.token(), body.nonce(), body.publicKey()));
    }

    // As bytes: the framework logs the text of bodies that it decodes.
    @PostMapping(path = CONSUME, consumes = MediaType.TEXT_PLAIN_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<DeliveryAnswer> consumeText(
            ServerWebExchange exchange,
            @RequestHeader(name = NONCE, required = false) @Nullable String nonce,
            @RequestBody byte[] token) {
        return files(redeem(exchange, text(token), nonce, null));
    }

    @PostMapping(path = CONSUME, consumes = MediaType.TEXT_PLAIN_VALUE, produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<byte[]> consumeTextForLines(
            ServerWebExchange exchange,
            @RequestHeader(name = NONCE, required = false) @Nullable String nonce,
            @RequestBody byte[] token) {
        return lines(redeem(exchange, text(token), nonce, null));
    }

    private static Sensitive text(byte[] token) {
        return Sensitive.of(new String(token, StandardCharsets.UTF_8).strip());
    }

    /** What may be opened now, and the position of the last event that says so. */
    private record Redeemed(Granted granted, long position) {}

    // The commit point of a redemption: consumption and readings are recorded, or nothing is revealed.
    private Redeemed redeem(
            ServerWebExchange exchange, Sensitive token, @Nullable String nonce, @Nullable String publicKey) {
        Sealing.checkKey("/publicKey", publicKey);
        Credential.Presented presented =
                Credential.read(token, Credential.Kind.TOKEN).orElseThrow(() -> ofStranger(exchange));
        Provenance provenance = new Provenance(
                new Actor(presented.id(), Actor.Kind.CONTAINER),
                RequestIds.of(exchange),
                SourceAddress.of(exchange.getRequest()));
        Receipt<Redemption> receipt = commands.send(
                new TokenCommand.Consume(presented, digest(nonce, publicKey), publicKey, provenance, clock.instant()));
        return switch (receipt.answer()) {
            case Redemption.Unknown unknown -> throw ofStranger(exchange);
            case Redemption.Refused refused -> {
                refusals.refused(refused, provenance);
                throw refused();
            }
            case Redemption.Burnt burnt -> throw refused();
            case Granted granted -> new Redeemed(granted, receipt.position());
        };
    }

    // A lost reply is asked for again with the same key, or it is another request: what was sealed to one key is
    // not told to another, nor in the clear. A key has no line break, so the last one parts the two.
    private static @Nullable Digest digest(@Nullable String nonce, @Nullable String publicKey) {
        return nonce == null || nonce.isBlank() ? null : Digest.of(nonce + "\n" + (publicKey == null ? "" : publicKey));
    }

    private ResponseEntity<DeliveryAnswer> files(Redeemed redeemed) {
        Granted granted = redeemed.granted();
        return revealed(redeemed)
                .body(granted.sealTo() == null ? deliveries.files(granted) : sealed(granted, granted.sealTo()));
    }

    @HandlesPlaintext("writes recorded readings to their answer")
    private ResponseEntity<byte[]> lines(Redeemed redeemed) {
        Granted granted = redeemed.granted();
        if (granted.sealTo() != null) {
            String line = "#sealed " + sealed(granted, granted.sealTo()).sealed() + "\n";
            return revealed(redeemed).body(line.getBytes(StandardCharsets.US_ASCII));
        }
        try (Plaintext lines = deliveries.lines(granted)) {
            return revealed(redeemed).body(lines.use(byte[]::clone));
        }
    }

    private SealedDelivery sealed(Granted granted, String key) {
        try (Plaintext lines = deliveries.lines(granted)) {
            return Sealing.seal(granted, lines, key);
        }
    }

    private static ResponseEntity.BodyBuilder revealed(Redeemed redeemed) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(LedgerPosition.HEADER, Long.toString(redeemed.position()));
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
