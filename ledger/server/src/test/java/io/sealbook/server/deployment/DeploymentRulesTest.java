package io.sealbook.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.http.RequestDeployment;
import io.sealbook.edge.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentRulesTest {
    private static final String DIGEST = "sha256:" + "0a".repeat(32);

    @Test
    void aPlainWishIsTakenAndRestartsOnRotation() {
        assertThat(DeploymentRules.check(request("web-1", DIGEST, null, List.of(), null))
                        .onRotation())
                .isEqualTo(OnRotation.RESTART);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx@", "registry.example:5000/team/app@", "docker.io/library/nginx:1.29@"})
    void anImageMayBeNamedByDigest(String name) {
        assertThat(DeploymentRules.check(request("web", name + DIGEST, null, List.of(), null))
                        .image())
                .endsWith(DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nginx", "nginx:latest", "sha256:abc", "NGINX@sha256:0", "nginx@sha512:00", "a b"})
    void aTagCouldMeanAnotherImageTomorrow(String image) {
        refused(request("web", image, null, List.of(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "w", "Web", "-web", "web_1", "wéb", "web\n"})
    void namesAreLowerCaseWords(String name) {
        refused(request(name, DIGEST, null, List.of(), null));
        refused(request("w".repeat(64), DIGEST, null, List.of(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "../etc/passwd", "a/b", "a b", "a\u0000", "..", "."})
    void aFileHasAPlainName(String file) {
        refused(request("web", DIGEST, null, List.of(binding(file, null, null, null)), null));
    }

    @Test
    void eachFileIsThereOnce() {
        refused(request(
                "web", DIGEST, null, List.of(binding("a", null, null, null), binding("a", null, null, null)), null));
    }

    @Test
    void modesVersionsAndOwnersHaveTheirRange() {
        DeploymentRules.check(request("web", DIGEST, null, List.of(binding("a", 1, "0440", 65_535)), null));
        for (String mode : List.of("440", "0888", "04000", "1777", "rwx")) {
            refused(request("web", DIGEST, null, List.of(binding("a", null, mode, null)), null));
        }
        refused(request("web", DIGEST, null, List.of(binding("a", 0, null, null)), null));
        refused(request("web", DIGEST, null, List.of(binding("a", null, null, -1)), null));
        refused(request("web", DIGEST, null, List.of(binding("a", null, null, 65_536)), null));
    }

    @Test
    void thereIsAnEndToEverything() {
        List<Binding> many = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            many.add(binding("f" + i, null, null, null));
        }
        refused(request("web", DIGEST, null, many, null));
        refused(request("web", DIGEST, Collections.nCopies(65, "x"), List.of(), null));
        refused(request("web", DIGEST, List.of("x".repeat(4097)), List.of(), null));
        refused(request("web", DIGEST, List.of("a\u0000b"), List.of(), null));
    }

    @Test
    void limitsAreSaneAndLeaveOurVariablesAlone() {
        DeploymentRules.check(
                request("web", DIGEST, null, List.of(), limits(64L << 20, 500, 100, Map.of("LANG", "tr_TR"))));
        refused(request("web", DIGEST, null, List.of(), limits(1L, null, null, Map.of())));
        refused(request("web", DIGEST, null, List.of(), limits(null, 9, null, Map.of())));
        refused(request("web", DIGEST, null, List.of(), limits(null, null, 0, Map.of())));
        for (String name : List.of("", "1A", "A-B", "A=B", "SEALBOOK_TOKEN_FILE")) {
            refused(request("web", DIGEST, null, List.of(), limits(null, null, null, Map.of(name, "x"))));
        }
        refused(request("web", DIGEST, null, List.of(), limits(null, null, null, Map.of("A", "a\u0000b"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2097152", "3000000:0", "0:2097152", "app:2097152", "99999999999999999999"})
    void aUserWhoseNumberFitsNoArchiveIsRefusedBeforeATokenIsSpentOnIt(String user) {
        assertThatThrownBy(() -> DeploymentRules.check(request("web", DIGEST, null, List.of(), user(user))))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status().value()).isEqualTo(400);
                    assertThat(problem.fields())
                            .containsExactly(new Problem.Field(
                                    "/limits/user", "numbers of users and groups are at most 2097151"));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"2097151:2097151", "0", "app", "app:staff", ""})
    void anyOtherUserMayRunIt(String user) {
        DeploymentRules.check(request("web", DIGEST, null, List.of(), user(user)));
    }

    private static Limits user(String user) {
        return new Limits(null, null, null, null, user, Map.of());
    }

    private static void refused(RequestDeployment request) {
        assertThatThrownBy(() -> DeploymentRules.check(request))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(400));
    }

    private static RequestDeployment request(
            String name, String image, @Nullable List<String> command, List<Binding> secrets, @Nullable Limits limits) {
        return new RequestDeployment(name, new TargetName("here"), image, command, secrets, null, limits);
    }

    private static Binding binding(
            String file, @Nullable Integer version, @Nullable String mode, @Nullable Integer uid) {
        return new Binding(new SecretPath("prod/db"), file, version, mode, uid);
    }

    private static Limits limits(
            @Nullable Long memory, @Nullable Integer cpu, @Nullable Integer pids, Map<String, String> environment) {
        return new Limits(memory, cpu, pids, null, null, environment);
    }
}
