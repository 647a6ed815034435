package io.sealbook.server.deployment;

import static io.sealbook.server.deployment.Wishes.file;
import static io.sealbook.server.deployment.Wishes.generated;
import static io.sealbook.server.deployment.Wishes.guarded;
import static io.sealbook.server.deployment.Wishes.pulled;
import static io.sealbook.server.deployment.Wishes.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Generate;
import io.sealbook.api.event.DeploymentSpec.OnTheft;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingRulesTest {
    private static final Generate TWENTY = new Generate(20, null);

    @Test
    void afterATheftWhatMayBeMadeAnewIsSaidInAdvance() {
        Binding binding = generated("prod/db", "db", null, new Generate(4096, "0123456789"));
        assertThat(DeploymentRules.check(guarded(OnTheft.REDEPLOY, binding, file("other")))
                        .secrets())
                .contains(binding);
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(names = {"ALARM", "QUARANTINE"})
    void nothingIsMadeAnewWithoutSayingWhen(@Nullable OnTheft onTheft) {
        refused("/secrets/0/generate", guarded(onTheft, generated("prod/db", "db", null, TWENTY)));
        DeploymentRules.check(guarded(onTheft, file("db")));
    }

    @Test
    void toStartAnewWithWhatWasStolenIsNoAnswer() {
        refused("/onTheft", guarded(OnTheft.REDEPLOY, file("db")));
        refused("/onTheft", guarded(OnTheft.REDEPLOY));
    }

    @Test
    void aPinnedVersionIsNeverMadeAnew() {
        refused("/secrets/0/generate", guarded(OnTheft.REDEPLOY, generated("prod/db", "db", 1, TWENTY)));
    }

    @Test
    void oneSecretIsMadeAnewInOneWay() {
        Binding first = generated("prod/db", "a", null, TWENTY);
        DeploymentRules.check(guarded(OnTheft.REDEPLOY, first, generated("prod/db", "b", null, TWENTY)));
        refused(
                "/secrets/1/generate",
                guarded(OnTheft.REDEPLOY, first, generated("prod/db", "b", null, new Generate(21, null))));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 7, 4097})
    void aRandomValueHasSomeLength(int length) {
        refused(
                "/secrets/0/generate/length",
                guarded(OnTheft.REDEPLOY, generated("prod/db", "db", null, new Generate(length, null))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "012345678", "00123456789", "0123456789\n", "0123456789ä"})
    void aRandomValueIsOfSomeCharacters(String alphabet) {
        refused(
                "/secrets/0/generate/alphabet",
                guarded(OnTheft.REDEPLOY, generated("prod/db", "db", null, new Generate(20, alphabet))));
    }

    @Test
    void onlyWhatIsPulledNeedsCredentials() {
        assertThat(DeploymentRules.check(pulled(Wishes.REGISTRY_IMAGE, "prod/registry"))
                        .imageCredentials())
                .isEqualTo(new SecretPath("prod/registry"));
        refused("/imageCredentials", pulled(Wishes.LOCAL_IMAGE, "prod/registry"));
    }
}
