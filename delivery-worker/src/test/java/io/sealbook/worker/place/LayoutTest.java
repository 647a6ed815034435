package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.Plaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.redeem.Delivered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    private static Orders.File file(String name, String mode) {
        return new Orders.File(name, mode, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a/b", ".ready", "..data", ".", "", "with space", "ğ", "n\n"})
    void aFileNameCannotLeaveItsDirectoryOrHide(String name) {
        assertThat(Layout.objection(List.of(file(name, "0400")))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4755", "rw-r--r--", "99", "", "00400", "-400"})
    void aModeIsPermissionsAndNothingMore(String mode) {
        assertThat(Layout.objection(List.of(file("db", mode)))).isPresent();
    }

    @Test
    void ordinaryFilesAreFine() {
        assertThat(Layout.objection(List.of(file("db_password", "0400"), file("TLS.key-1", "440"))))
                .isEmpty();
        assertThat(Layout.objection(List.of(file("db", "0400"), file("db", "0444"))))
                .isPresent();
    }

    private static String archive(String link) {
        VersionedPath version = new VersionedPath(new SecretPath("prod/db"), 7);
        try (Delivered delivered = new Delivered(
                        new DeploymentId("0198a4f0-0000-7000-8000-000000000001"),
                        4,
                        List.of(new Delivered.File("db", "0400", version, Plaintext.owning("pw".getBytes(UTF_8)))));
                Tar tar = Layout.archive(delivered, List.of(file("db", "0400")), Owner.ROOT, link)) {
            return new String(tar.bytes(), UTF_8);
        }
    }

    @Test
    void theArchiveSaysWhatItHoldsAndEndsWithTheLinkThatLeadsThere() {
        String ready = "{\"generation\":4,\"versions\":[{\"path\":\"prod/db\",\"version\":7}]}";
        String first = archive(Layout.CURRENT);
        assertThat(first).contains(ready).contains("..data/db").contains("..data/.ready");
        assertThat(first.indexOf("pw"))
                .isPositive()
                .isLessThan(first.indexOf(ready))
                .isLessThan(first.lastIndexOf("..data\0"));
        assertThat(Layout.contents(ready.getBytes(UTF_8)))
                .contains(new Contents(4, List.of(new VersionedPath(new SecretPath("prod/db"), 7))));
        assertThat(Layout.contents(ready.substring(0, 20).getBytes(UTF_8))).isEmpty();
    }

    @Test
    void aRefreshTouchesNothingThatIsRead() {
        assertThat(archive(Layout.OTHER)).contains("pw").contains("..other\0").doesNotContain("..data");
    }

    @ParameterizedTest
    @CsvSource({"'',0,0", "1000,1000,0", "1000:50,1000,50", "app,4711,4712", "app:9,4711,9", "4711,4711,4712"})
    void aContainersUserOwnsItsFiles(String user, int uid, int gid) {
        assertThat(Owner.of(user, List.of("root:x:0:0::/:/bin/sh", "app:x:4711:4712::/:/bin/sh", "broken")))
                .contains(new Owner(uid, gid));
    }

    @Test
    void anUnknownUserIsNobody() {
        assertThat(Owner.of("ghost", List.of("root:x:0:0::/:/bin/sh"))).isEmpty();
    }

    @Test
    void theEnvironmentNamesFilesAndNeverValues() {
        Map<String, String> environment = Environment.of(
                Stream.of("db_password", "tls.key", "a-b", "a.b", "1st", "i")
                        .map(name -> file(name, "0400"))
                        .toList(),
                Map.of("COLOUR", "blue", "SEALBOOK_DIR", "/elsewhere"),
                Duration.ofSeconds(60));
        assertThat(environment)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "DB_PASSWORD_FILE", "/run/secrets/db_password",
                        "TLS_KEY_FILE", "/run/secrets/tls.key",
                        "I_FILE", "/run/secrets/i",
                        "COLOUR", "blue",
                        "SEALBOOK_DIR", "/run/secrets",
                        "SEALBOOK_WAIT", "60"));
    }

    @Test
    void onlyDirectoriesThatWeNamedAreOurs() {
        MemoryDirectory ours = MemoryDirectory.fresh(new DeploymentId("0198a4f0-0000-7000-8000-000000000001"), 12);
        assertThat(MemoryDirectory.named(ours.name())).contains(ours);
        assertThat(MemoryDirectory.named("not-ours")).isEmpty();
    }
}
