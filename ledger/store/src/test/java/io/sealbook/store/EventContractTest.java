package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.KeyId;
import io.sealbook.api.Provenance;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.event.VersionedPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bytes of every event, pinned in {@code docs/contract/events}: what was stored once must be read for ever. */
class EventContractTest {
    private static final Path PINNED = Path.of("../../docs/contract/events");
    private static final Path BUILT = Path.of("target/events");
    private static final UUID ID = UUID.fromString("0199b2a4-7c1e-7d2a-9b57-0242ac120002");
    private static final Instant AT = Instant.parse("2026-11-22T06:15:04.123Z");
    private static final Provenance PROVENANCE =
            new Provenance(new Actor("ci", Actor.Kind.SERVICE), "req-1", "203.0.113.7");
    private static final SecretPath PATH = new SecretPath("prod/db");
    private static final DeploymentId DEPLOYMENT = new DeploymentId("0199b2a4-7c1e-7d2a-9b57-0242ac120003");
    private static final TokenId TOKEN = new TokenId("0123456789ABCDEF");
    private static final AccountId ACCOUNT = new AccountId("ci");
    private static final KeyId KEY = new KeyId("FEDCBA9876543210");
    private static final Digest DIGEST = Digest.of("a sample");
    private static final Description DESCRIPTION =
            new Description("text/plain", "a comment", "payments", Map.of("tier", "gold"), Period.ofDays(90));
    private static final DeploymentSpec SPEC = new DeploymentSpec(
            "web",
            new TargetName("local"),
            "sha256:" + "ab".repeat(32),
            List.of("/bin/app", "--serve"),
            List.of(new Binding(PATH, "db_password", 7, "0400", 1000)),
            OnRotation.RESTART,
            new Limits(64L << 20, 500, 100, true, "1000", Map.of("MODE", "production")));

    private final LedgerEventCodec codec = new LedgerEventCodec();

    @ParameterizedTest
    @EnumSource(EventType.class)
    void theBytesOfAnEventNeverChange(EventType type) throws IOException {
        String json = json(sample(type));
        Files.createDirectories(BUILT);
        Files.writeString(BUILT.resolve(type.wire() + ".json"), json + "\n");
        assertThat(json + "\n")
                .as("a new type is pinned by copying %s", BUILT.resolve(type.wire() + ".json"))
                .isEqualTo(Files.readString(PINNED.resolve(type.wire() + ".json")));
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void pinnedBytesAreReadAsTheEventThatTheyWere(EventType type) throws IOException {
        byte[] pinned = Files.readAllBytes(PINNED.resolve(type.wire() + ".json"));
        LedgerEventMessage read = codec.read(ID, type, AT, pinned);
        assertThat(read.event()).isEqualTo(sample(type));
        assertThat(read.provenance()).isEqualTo(PROVENANCE);
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void aFieldOfANewerSealbookIsPassedOver(EventType type) throws IOException {
        String newer = Files.readString(PINNED.resolve(type.wire() + ".json"))
                .replaceFirst("\\{", "{\"aFieldOfTomorrow\":{\"x\":1},");
        assertThat(codec.read(ID, type, AT, newer.getBytes(StandardCharsets.UTF_8))
                        .event())
                .isEqualTo(sample(type));
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void digestsOfCredentialsStayInside(EventType type) {
        assertThat(LedgerJson.published(sample(type))).doesNotContain(DIGEST.hex());
    }

    private String json(LedgerEvent event) {
        Map<String, String> fields = codec.fields(new LedgerEventMessage(ID, event, PROVENANCE, AT, null, null));
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static LedgerEvent sample(EventType type) {
        return switch (type) {
            case SECRET_WRITTEN -> new SecretEvent.Written(PATH, 1, 1, DESCRIPTION);
            case SECRET_ROTATED -> new SecretEvent.Rotated(PATH, 2, 2, true, "due");
            case SECRET_READ -> new SecretEvent.Read(PATH, 2, DEPLOYMENT, TOKEN);
            case SECRET_DESCRIBED -> new SecretEvent.Described(PATH, 2, 3, DESCRIPTION);
            case SECRET_DELETED -> new SecretEvent.Deleted(PATH, 2, 4, "unused");
            case SECRET_RESTORED -> new SecretEvent.Restored(PATH, 2, 5, "used after all");
            case TOKEN_ISSUED ->
                new TokenEvent.Issued(TOKEN, DEPLOYMENT, 3, AT.plusSeconds(60), List.of("10.0.0.0/8"), DIGEST);
            case TOKEN_CONSUMED ->
                new TokenEvent.Consumed(TOKEN, DEPLOYMENT, 3, List.of(new VersionedPath(PATH, 2)), DIGEST);
            case TOKEN_REFUSED -> new TokenEvent.Refused(TOKEN, DEPLOYMENT, TokenEvent.Refused.Reason.REPLAYED);
            case TOKEN_REVOKED -> new TokenEvent.Revoked(TOKEN, DEPLOYMENT, "no longer needed");
            case DEPLOYMENT_REQUESTED ->
                new DeploymentEvent.Requested(
                        DEPLOYMENT, 3, Desired.RUNNING, SPEC, ACCOUNT, new VersionedPath(PATH, 2), "rotated");
            case DEPLOYMENT_PROGRESSED ->
                new DeploymentEvent.Progressed(DEPLOYMENT, 3, "c0ffee", DeploymentEvent.Step.STARTED);
            case DEPLOYMENT_PLACED ->
                new DeploymentEvent.Placed(DEPLOYMENT, 3, "c0ffee", List.of(new VersionedPath(PATH, 2)));
            case DEPLOYMENT_FAILED -> new DeploymentEvent.Failed(DEPLOYMENT, 3, "no such image");
            case DEPLOYMENT_STOPPED -> new DeploymentEvent.Stopped(DEPLOYMENT, 4);
            case ACCOUNT_CREATED ->
                new AccountEvent.Created(
                        ACCOUNT,
                        Actor.Kind.SERVICE,
                        List.of(Rule.allow(Set.of(Action.SECRET_WRITE), "prod/**")),
                        List.of(new TargetName("local")));
            case ACCOUNT_DISABLED -> new AccountEvent.Disabled(ACCOUNT, "left");
            case KEY_CREATED ->
                new AccountEvent.KeyCreated(ACCOUNT, KEY, AccountEvent.Purpose.ACCESS, AT.plusSeconds(3600), DIGEST);
            case KEY_REVOKED -> new AccountEvent.KeyRevoked(ACCOUNT, KEY, "rotated");
            case ACCESS_REFUSED ->
                new RefusalEvent.AccessRefused(
                        RefusalEvent.AccessRefused.Reason.NOT_ALLOWED, Action.VALUE_READ, PATH, DEPLOYMENT, 1);
            case ALARM_RAISED ->
                new RefusalEvent.AlarmRaised(
                        RefusalEvent.AlarmRaised.Kind.TOKEN_REPLAYED, TOKEN, DEPLOYMENT, "presented a second time");
        };
    }
}
