package io.sealbook.server.secret;

import com.fasterxml.uuid.Generators;
import io.sealbook.access.Caller;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import io.sealbook.api.http.LedgerPosition;
import io.sealbook.api.http.RestoreSecret;
import io.sealbook.api.http.RotateSecret;
import io.sealbook.api.http.SecretAnswer;
import io.sealbook.api.http.ValueAnswer;
import io.sealbook.api.http.WriteSecret;
import io.sealbook.edge.Problem;
import io.sealbook.seal.SealedValue;
import io.sealbook.seal.ValueSeal;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Idempotent;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.command.Texts;
import io.sealbook.server.log.OwnWrites;
import io.sealbook.server.secret.SecretCommand.Change;
import io.sealbook.server.secret.SecretCommand.Expected;
import io.sealbook.server.secret.SecretCommand.Reading;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.SealedValues;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The routes that change secrets, and the one that reveals a value. */
@RestController
public final class SecretRoutes {
    private final Commands commands;
    private final LedgerEngine engine;
    private final ValueSeal seal;
    private final SealedValues sealed;
    private final Values values;
    private final Idempotent idempotent;
    private final OwnWrites own;
    private final Clock clock;

    public SecretRoutes(
            Commands commands,
            LedgerEngine engine,
            ValueSeal seal,
            SealedValues sealed,
            Values values,
            Idempotent idempotent,
            OwnWrites own,
            Clock clock) {
        this.commands = commands;
        this.engine = engine;
        this.seal = seal;
        this.sealed = sealed;
        this.values = values;
        this.idempotent = idempotent;
        this.own = own;
        this.clock = clock;
    }

    @PutMapping("/v1/secrets/{*path}")
    ResponseEntity<SecretAnswer> write(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String path,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch,
            @RequestParam(required = false) @Nullable String wait,
            @RequestBody WriteSecret body) {
        SecretPath secret = path(path);
        caller.require(Action.SECRET_WRITE, secret);
        boolean proved = OwnWrites.isAwaited(wait);
        Description description = Descriptions.check(new Description(
                body.contentType(),
                body.comment(),
                body.owner(),
                body.labels() == null ? Map.of() : body.labels(),
                body.rotateEvery()));
        Expected expected = expected(ifMatch, ifNoneMatch, body.ifVersion());
        UUID event = Generators.timeBasedEpochRandomGenerator().generate();
        SealedValue value;
        try (Plaintext plaintext = values.read(body.value(), body.valueBase64())) {
            value = seal(plaintext, secret, event, EventType.SECRET_WRITTEN);
        }
        return answer(
                commands.send(new SecretCommand.Write(
                        secret, event, value, description, expected, caller.provenance(), clock.instant())),
                proved);
    }

    @PostMapping("/v1/rotations")
    ResponseEntity<SecretAnswer> rotate(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestParam(required = false) @Nullable String wait,
            @RequestBody RotateSecret body) {
        caller.require(Action.SECRET_WRITE, body.path());
        boolean proved = OwnWrites.isAwaited(wait);
        String reason = Texts.reason(body.reason());
        UUID event = Generators.timeBasedEpochRandomGenerator().generate();
        SealedValue value;
        try (Plaintext plaintext = rotated(body)) {
            value = seal(plaintext, body.path(), event, EventType.SECRET_ROTATED);
        }
        Receipt<Change> receipt = commands.send(new SecretCommand.Rotate(
                body.path(),
                event,
                value,
                body.generate() != null,
                reason,
                new Expected(null, false, body.ifVersion()),
                caller.provenance(),
                clock.instant(),
                idempotent.of(key, caller, "rotate", body.path(), body.generate(), body.reason(), body.ifVersion())));
        return answer(receipt, HttpStatus.CREATED, proved);
    }

    @PatchMapping("/v1/secrets/{*path}")
    ResponseEntity<SecretAnswer> describe(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String path,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestParam(required = false) @Nullable String wait,
            @RequestBody JsonNode patch) {
        SecretPath secret = path(path);
        caller.require(Action.SECRET_DESCRIBE, secret);
        boolean proved = OwnWrites.isAwaited(wait);
        return answer(
                commands.send(new SecretCommand.Describe(
                        secret,
                        MergePatch.read(patch),
                        expected(ifMatch, null, null),
                        caller.provenance(),
                        clock.instant())),
                proved);
    }

    @DeleteMapping("/v1/secrets/{*path}")
    ResponseEntity<SecretAnswer> delete(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String path,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestParam(required = false) @Nullable String wait,
            @RequestParam(required = false) @Nullable String reason) {
        SecretPath secret = path(path);
        caller.require(Action.SECRET_DELETE, secret);
        boolean proved = OwnWrites.isAwaited(wait);
        return answer(
                commands.send(new SecretCommand.Delete(
                        secret,
                        Texts.check("reason", reason, Texts.REASON),
                        expected(ifMatch, null, null),
                        caller.provenance(),
                        clock.instant())),
                proved);
    }

    @PostMapping("/v1/restorations")
    ResponseEntity<SecretAnswer> restore(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestParam(required = false) @Nullable String wait,
            @RequestBody RestoreSecret body) {
        caller.require(Action.SECRET_DELETE, body.path());
        boolean proved = OwnWrites.isAwaited(wait);
        return answer(
                commands.send(new SecretCommand.Restore(
                        body.path(),
                        Texts.reason(body.reason()),
                        caller.provenance(),
                        clock.instant(),
                        idempotent.of(key, caller, "restore", body))),
                proved);
    }

    @GetMapping(path = "/v1/values/{*path}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ValueAnswer> read(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String path,
            @RequestParam(required = false) @Nullable Integer version) {
        SecretPath secret = path(path);
        Receipt<Reading> reading = record(caller, secret, version);
        try (Plaintext plaintext = sealed.open(reading.answer().event())) {
            ValueAnswer answer = values.answer(
                    secret, reading.answer().version(), reading.answer().contentType(), plaintext);
            return revealed(reading).body(answer);
        }
    }

    /** The bare bytes, for shells and for tools that want nothing else. */
    @HandlesPlaintext("writes a recorded reading to its answer")
    @GetMapping(path = "/v1/values/{*path}", produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<byte[]> readBytes(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String path,
            @RequestParam(required = false) @Nullable Integer version) {
        SecretPath secret = path(path);
        Receipt<Reading> reading = record(caller, secret, version);
        try (Plaintext plaintext = sealed.open(reading.answer().event())) {
            return revealed(reading).body(plaintext.use(byte[]::clone));
        }
    }

    // The commit point of a reading: only after it may the value be opened.
    private Receipt<Reading> record(Caller caller, SecretPath secret, @Nullable Integer version) {
        caller.require(Action.VALUE_READ, secret);
        return commands.send(new SecretCommand.Read(secret, version, caller.provenance(), clock.instant()));
    }

    private static ResponseEntity.BodyBuilder revealed(Receipt<Reading> reading) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(LedgerPosition.HEADER, Long.toString(reading.position()));
    }

    private SealedValue seal(Plaintext plaintext, SecretPath secret, UUID event, EventType type) {
        return seal.seal(plaintext, engine.sealContext(StreamName.of(secret).toString(), event, type.wire()));
    }

    private Plaintext rotated(RotateSecret body) {
        if (body.generate() == null) {
            return values.read(body.value(), body.valueBase64());
        }
        if (body.value() != null || body.valueBase64() != null) {
            throw Problem.badRequest("/value", "give exactly one of value, valueBase64 and generate");
        }
        return values.generate(body.generate());
    }

    private static SecretPath path(String wildcard) {
        try {
            return new SecretPath(wildcard.startsWith("/") ? wildcard.substring(1) : wildcard);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("path", SecretPath.RULE);
        }
    }

    private static Expected expected(
            @Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable Integer ifVersion) {
        if (ifNoneMatch != null && !ifNoneMatch.strip().equals("*")) {
            throw Problem.badRequest(HttpHeaders.IF_NONE_MATCH, "only * makes sense here");
        }
        return new Expected(ifMatch == null ? null : revision(ifMatch), ifNoneMatch != null, ifVersion);
    }

    private static Integer revision(String ifMatch) {
        String tag = ifMatch.strip();
        if (!tag.matches("\"[0-9]{1,9}\"")) {
            throw Problem.badRequest(HttpHeaders.IF_MATCH, "is the ETag of the secret, such as \"7\"");
        }
        return Integer.valueOf(tag.substring(1, tag.length() - 1));
    }

    private ResponseEntity<SecretAnswer> answer(Receipt<Change> receipt, boolean proved) {
        return answer(receipt, receipt.answer().created() ? HttpStatus.CREATED : HttpStatus.OK, proved);
    }

    private ResponseEntity<SecretAnswer> answer(Receipt<Change> receipt, HttpStatus status, boolean proved) {
        Secret secret = receipt.answer().secret();
        Description description = secret.description();
        ResponseEntity.BodyBuilder builder = ResponseEntity.status(status)
                .eTag("\"" + secret.revision() + "\"")
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()));
        return builder.body(new SecretAnswer(
                secret.path(),
                secret.life() == Secret.Life.DELETED ? SecretAnswer.State.DELETED : SecretAnswer.State.LIVE,
                secret.version(),
                secret.revision(),
                description.contentType(),
                description.owner(),
                description.labels(),
                description.comment(),
                description.rotateEvery(),
                secret.createdAt(),
                secret.updatedAt(),
                null,
                receipt.position(),
                proved ? own.proof(receipt) : null));
    }
}
