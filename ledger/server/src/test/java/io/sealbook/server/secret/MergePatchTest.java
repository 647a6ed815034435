package io.sealbook.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.event.Description;
import io.sealbook.edge.Problem;
import java.time.Period;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class MergePatchTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Description BEFORE = new Description(
            "text/plain", "the old one", "team-db", Map.of("tier", "1", "site", "eu"), Period.ofDays(90));

    @Test
    void whatIsAbsentStays() {
        assertThat(patched("{}")).isEqualTo(BEFORE);
    }

    @Test
    void nullRemoves() {
        assertThat(patched(
                        "{\"contentType\":null,\"comment\":null,\"owner\":null,\"labels\":null,\"rotateEvery\":null}"))
                .isEqualTo(Description.EMPTY);
    }

    @Test
    void anythingElseReplaces() {
        assertThat(patched("{\"comment\":\"new\",\"rotateEvery\":\"P7D\"}"))
                .isEqualTo(new Description("text/plain", "new", "team-db", BEFORE.labels(), Period.ofDays(7)));
    }

    @Test
    void labelsMergeOneByOne() {
        assertThat(patched("{\"labels\":{\"tier\":null,\"site\":\"us\",\"new\":\"x\",\"never\":null}}")
                        .labels())
                .containsOnly(Map.entry("site", "us"), Map.entry("new", "x"));
    }

    @Test
    void labelsCannotGrowBeyondTheirLimitPatchByPatch() {
        Description full = new Description(null, null, null, labels("a", 32), null);
        MergePatch oneMore = MergePatch.read(JSON.readTree("{\"labels\":{\"one-more\":\"x\"}}"));

        assertThatThrownBy(() -> oneMore.apply(full)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"text\"",
                "7",
                "{\"value\":\"secret\"}",
                "{\"comment\":7}",
                "{\"comment\":[\"a\"]}",
                "{\"labels\":\"x\"}",
                "{\"labels\":{\"a\":1}}",
                "{\"labels\":{\"a\":{}}}",
                "{\"labels\":{\"a b\":\"x\"}}",
                "{\"rotateEvery\":\"ninety days\"}",
                "{\"rotateEvery\":\"P0D\"}",
                "{\"rotateEvery\":\"P-1D\"}",
                "{\"rotateEvery\":90}",
                "{\"owner\":\"a\\u0000b\"}"
            })
    void whatBreaksARuleIsRefused(String patch) {
        assertThatThrownBy(() -> MergePatch.read(JSON.readTree(patch)))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(400));
    }

    private static Description patched(String patch) {
        return MergePatch.read(JSON.readTree(patch)).apply(BEFORE);
    }

    private static Map<String, String> labels(String prefix, int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> prefix + i, i -> "x"));
    }
}
