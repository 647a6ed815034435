package io.sealbook.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.Provenance;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Story;
import io.sealbook.server.secret.SecretCommand.Change;
import io.sealbook.server.secret.SecretCommand.Expected;
import io.sealbook.server.secret.SecretCommand.Reading;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SecretDecisionsTest {
    private static final SecretPath DB = new SecretPath("prod/db");
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final Provenance ADA = Provenance.system("r1");
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final Description OWNED = new Description("text/plain", null, "team-db", Map.of("tier", "1"), null);

    @Test
    void theFirstValueMakesTheSecret() {
        Change change = given().when(secret -> SecretDecisions.write(secret, write(OWNED, Expected.ANYTHING)))
                .thenAppends(new SecretEvent.Written(DB, 1, 1, OWNED));

        assertThat(change.created()).isTrue();
        assertThat(change.secret().version()).isEqualTo(1);
        assertThat(change.secret().createdAt()).isEqualTo(NOW);
    }

    @Test
    void theSealedValueTravelsWithTheEventThatItWasSealedFor() {
        SecretCommand.Write write = write(OWNED, Expected.ANYTHING);
        Decision.Fact fact = given().when(secret -> SecretDecisions.write(secret, write))
                .accepted()
                .facts()
                .getFirst();

        assertThat(fact.id()).isEqualTo(write.event());
        assertThat(fact.value()).isSameAs(write.value());
    }

    @Test
    void anotherValueIsTheNextVersionAndTheNextRevision() {
        Change change = given(written(1, 1), described(2))
                .when(secret -> SecretDecisions.write(secret, write(OWNED, Expected.ANYTHING)))
                .thenAppends(new SecretEvent.Written(DB, 2, 3, OWNED));

        assertThat(change.created()).isFalse();
    }

    @Test
    void aWriterWhoBelievesTheRightRevisionOrVersionMayWrite() {
        given(written(1, 1))
                .when(secret -> SecretDecisions.write(secret, write(OWNED, revision(1))))
                .thenAppends(new SecretEvent.Written(DB, 2, 2, OWNED));
        given(written(1, 1), described(2))
                .when(secret -> SecretDecisions.write(secret, write(OWNED, new Expected(2, false, 1))))
                .thenAppends(new SecretEvent.Written(DB, 2, 3, OWNED));
        given().when(secret -> SecretDecisions.write(secret, write(OWNED, new Expected(null, true, 0))))
                .thenAppends(new SecretEvent.Written(DB, 1, 1, OWNED));
    }

    @Test
    void aWriterWhoBelievesAnythingElseMayNot() {
        given(written(1, 1), described(2))
                .when(secret -> SecretDecisions.write(secret, write(OWNED, revision(1))))
                .thenRefuses(412, "precondition-failed");
        given(written(1, 1))
                .when(secret -> SecretDecisions.write(secret, write(OWNED, new Expected(null, true, null))))
                .thenRefuses(412, "precondition-failed");
        given(written(1, 1))
                .when(secret -> SecretDecisions.write(secret, write(OWNED, new Expected(null, false, 2))))
                .thenRefuses(412, "precondition-failed");
        given().when(secret -> SecretDecisions.write(secret, write(OWNED, revision(0))))
                .thenRefuses(412, "precondition-failed");
    }

    @Test
    void aStaleConditionIsToldBeforeADeletion() {
        given(written(1, 1), deleted(2))
                .when(secret -> SecretDecisions.write(secret, write(OWNED, revision(1))))
                .thenRefuses(412, "precondition-failed");
        given(written(1, 1), deleted(2))
                .when(secret -> SecretDecisions.write(secret, write(OWNED, new Expected(null, true, null))))
                .thenRefuses(412, "precondition-failed");
    }

    @Test
    void aDeletedSecretIsNeitherWrittenNorRotatedNorDescribed() {
        Story<Secret> deleted = given(written(1, 1), deleted(2));
        deleted.when(secret -> SecretDecisions.write(secret, write(OWNED, Expected.ANYTHING)))
                .thenRefuses(409, "secret-deleted");
        deleted.when(secret -> SecretDecisions.rotate(secret, rotate(Expected.ANYTHING)))
                .thenRefuses(409, "secret-deleted");
        deleted.when(secret -> SecretDecisions.describe(secret, describe(before -> OWNED, Expected.ANYTHING)))
                .thenRefuses(409, "secret-deleted");
    }

    @Test
    void aRotationReplacesTheValueAndKeepsTheDescription() {
        Change change = given(written(1, 1))
                .when(secret -> SecretDecisions.rotate(secret, rotate(revision(1))))
                .thenAppends(new SecretEvent.Rotated(DB, 2, 2, true, "leaked"));

        assertThat(change.secret().description()).isEqualTo(OWNED);
        assertThat(change.secret().version()).isEqualTo(2);
    }

    @Test
    void whatNobodyWroteIsNotThere() {
        given().when(secret -> SecretDecisions.rotate(secret, rotate(Expected.ANYTHING)))
                .thenRefuses(404, "not-found");
        given().when(secret -> SecretDecisions.describe(secret, describe(before -> OWNED, Expected.ANYTHING)))
                .thenRefuses(404, "not-found");
        given().when(secret -> SecretDecisions.delete(secret, delete(Expected.ANYTHING)))
                .thenRefuses(404, "not-found");
        given().when(secret -> SecretDecisions.restore(secret, restore())).thenRefuses(404, "not-found");
        given().when(secret -> SecretDecisions.read(secret, read(null))).thenRefuses(404, "not-found");
    }

    @Test
    void aDescriptionChangesTheRevisionAndNotTheVersion() {
        given(written(1, 1))
                .when(secret ->
                        SecretDecisions.describe(secret, describe(before -> Description.EMPTY, Expected.ANYTHING)))
                .thenAppends(new SecretEvent.Described(DB, 1, 2, Description.EMPTY));
    }

    @Test
    void theSameDescriptionAgainIsNoNews() {
        Change change = given(written(1, 1))
                .when(secret -> SecretDecisions.describe(secret, describe(UnaryOperator.identity(), Expected.ANYTHING)))
                .thenChangesNothing();

        assertThat(change.secret().revision()).isEqualTo(1);
    }

    @Test
    void aDeletionAndARestorationAreRevisions() {
        given(written(1, 1))
                .when(secret -> SecretDecisions.delete(secret, delete(revision(1))))
                .thenAppends(new SecretEvent.Deleted(DB, 1, 2, "gone"));
        given(written(1, 1), deleted(2))
                .when(secret -> SecretDecisions.restore(secret, restore()))
                .thenAppends(new SecretEvent.Restored(DB, 1, 3, "back"));
    }

    @Test
    void deletingTheDeletedAndRestoringTheLiveChangesNothing() {
        given(written(1, 1), deleted(2))
                .when(secret -> SecretDecisions.delete(secret, delete(revision(2))))
                .thenChangesNothing();
        given(written(1, 1))
                .when(secret -> SecretDecisions.restore(secret, restore()))
                .thenChangesNothing();
    }

    @Test
    void aReadingNamesTheEventThatCarriesTheValue() {
        Story<Secret> twice = given(written(1, 1), written(2, 2));
        Reading current = twice.when(secret -> SecretDecisions.read(secret, read(null)))
                .thenAppends(new SecretEvent.Read(DB, 2, null, null));
        Reading older = twice.when(secret -> SecretDecisions.read(secret, read(1)))
                .thenAppends(new SecretEvent.Read(DB, 1, null, null));

        assertThat(current).isEqualTo(new Reading(SECOND, 2, "text/plain"));
        assertThat(older.event()).isEqualTo(FIRST);
    }

    @Test
    void aRestoredSecretHasItsLastValue() {
        Reading reading = given(written(1, 1), written(2, 2), deleted(3), new SecretEvent.Restored(DB, 2, 4, null))
                .when(secret -> SecretDecisions.read(secret, read(null)))
                .thenAppends(new SecretEvent.Read(DB, 2, null, null));

        assertThat(reading.event()).isEqualTo(SECOND);
    }

    @Test
    void versionsThatNeverWereAreNotFound() {
        for (int version : new int[] {Integer.MIN_VALUE, -1, 0, 2, Integer.MAX_VALUE}) {
            given(written(1, 1))
                    .when(secret -> SecretDecisions.read(secret, read(version)))
                    .thenRefuses(404, "not-found");
        }
    }

    @Test
    void aDeletedValueIsGoneAndNotRecordedAsRead() {
        given(written(1, 1), deleted(2))
                .when(secret -> SecretDecisions.read(secret, read(1)))
                .thenRefuses(410, "secret-deleted");
    }

    private static Story<Secret> given(SecretEvent... events) {
        Secret secret = Secret.unwritten(DB);
        int values = 0;
        for (SecretEvent event : events) {
            boolean carries = event instanceof SecretEvent.Written || event instanceof SecretEvent.Rotated;
            values += carries ? 1 : 0;
            secret = secret.after(event, new UUID(0, carries ? values : 99), NOW.minusSeconds(60));
        }
        return Story.given(secret);
    }

    private static SecretEvent written(int version, int revision) {
        return new SecretEvent.Written(DB, version, revision, OWNED);
    }

    private static SecretEvent described(int revision) {
        return new SecretEvent.Described(DB, 1, revision, OWNED);
    }

    private static SecretEvent deleted(int revision) {
        return new SecretEvent.Deleted(DB, 1, revision, null);
    }

    private static Expected revision(int revision) {
        return new Expected(revision, false, null);
    }

    private static SealedValue sealed() {
        return new SealedValue(new UUID(7, 7), new byte[32], new byte[48]);
    }

    private static SecretCommand.Write write(Description description, Expected expected) {
        return new SecretCommand.Write(DB, new UUID(1, 1), sealed(), description, expected, ADA, NOW);
    }

    private static SecretCommand.Rotate rotate(Expected expected) {
        return new SecretCommand.Rotate(DB, new UUID(1, 1), sealed(), true, "leaked", expected, ADA, NOW, null);
    }

    private static SecretCommand.Describe describe(UnaryOperator<Description> change, Expected expected) {
        return new SecretCommand.Describe(DB, change, expected, ADA, NOW);
    }

    private static SecretCommand.Delete delete(Expected expected) {
        return new SecretCommand.Delete(DB, "gone", expected, ADA, NOW);
    }

    private static SecretCommand.Restore restore() {
        return new SecretCommand.Restore(DB, "back", ADA, NOW, null);
    }

    private static SecretCommand.Read read(@Nullable Integer version) {
        return new SecretCommand.Read(DB, version, ADA, NOW);
    }
}
