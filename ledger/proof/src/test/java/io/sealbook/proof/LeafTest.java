package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafTest {
    private static final String CANONICAL = "{\"at\":\"2026-11-22T08:00:00.120Z\""
            + ",\"ch\":\"aT5fDzR6XXCsu3uqq5vrmIMBs-lYjjLHPX3N-3ssRgQ\""
            + ",\"eid\":\"0199b2a4-7c1e-7d2a-9b57-0242ac120002\""
            + ",\"pc\":\"ffQ5Y4nzdqisHEFjkvERbJCjKI3mEFPeYJTev_EnaFc\""
            + ",\"pos\":\"41\""
            + ",\"sd\":[\"Mm0nqD1Yw04y2Vi6DlLk9tw8LBtIL3oR_lcZaTS_gUw\",\"aT5fDzR6XXCsu3uqq5vrmIMBs-lYjjLHPX3N-3ssRgQ\"]"
            + ",\"seq\":\"7\",\"tag\":\"2XIpvE-v9iIvUhwd-uPzug\""
            + ",\"typ\":\"io.sealbook.secret.rotated.v1\",\"v\":\"sl/1\"}";
    private static final Leaf LEAF = new Leaf(
            41,
            UUID.fromString("0199b2a4-7c1e-7d2a-9b57-0242ac120002"),
            "io.sealbook.secret.rotated.v1",
            Instant.parse("2026-11-22T08:00:00.120Z"),
            "2XIpvE-v9iIvUhwd-uPzug",
            7,
            "ffQ5Y4nzdqisHEFjkvERbJCjKI3mEFPeYJTev_EnaFc",
            "aT5fDzR6XXCsu3uqq5vrmIMBs-lYjjLHPX3N-3ssRgQ",
            List.of("Mm0nqD1Yw04y2Vi6DlLk9tw8LBtIL3oR_lcZaTS_gUw", "aT5fDzR6XXCsu3uqq5vrmIMBs-lYjjLHPX3N-3ssRgQ"));

    @Test
    void aLeafHasOneForm() {
        assertThat(new String(LEAF.bytes(), StandardCharsets.US_ASCII)).isEqualTo(CANONICAL);
        assertThat(Leaf.read(bytes(CANONICAL))).isEqualTo(LEAF);
    }

    // The commitments of the format's vector, made here with nothing but HMAC and SHA-256.
    @Test
    void theCommitmentsAreThoseOfTheVector() throws Exception {
        byte[] seed = key(0x11);
        byte[] payloadKey = key(0x22);
        byte[] tagKey = key(0x33);
        byte[] ciphertext = new byte[64];
        Arrays.fill(ciphertext, (byte) 0xaa);
        byte[] salt = Arrays.copyOf(hmac(seed, "sl/1/salt\nactor"), 16);
        String disclosure = base64(bytes("[\"" + base64(salt) + "\",\"actor\",\"user:alice@example.com\"]"));

        assertThat(base64(Arrays.copyOf(hmac(tagKey, "sl/1/stream\nsecret/payments/db-password"), 16)))
                .isEqualTo(LEAF.tag());
        assertThat(base64(hmac(payloadKey, "sl/1/payload\n" + LEAF.eventId() + "\n{\"value\":\"hunter2\"}")))
                .isEqualTo(LEAF.payloadCommitment());
        assertThat(base64(sha256(ciphertext))).isEqualTo(LEAF.ciphertextHash());
        assertThat(disclosure)
                .isEqualTo("WyJTaFdxS2NXS3RsVjVWR1RGOVB4N1J3IiwiYWN0b3IiLCJ1c2VyOmFsaWNlQGV4YW1wbGUuY29tIl0");
        assertThat(base64(sha256(bytes(disclosure))))
                .isEqualTo(LEAF.disclosures().getFirst());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {5, 20_261_122, -7})
    void whatIsWrittenIsReadBack(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Leaf leaf = leaf(random);
            assertThat(Leaf.read(leaf.bytes())).isEqualTo(leaf);
        }
    }

    // Whatever is accepted is byte for byte what would be written: so there is no second form.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {8, 20_261_122, 1_000_000_007})
    void noOtherBytesAreALeafByAccident(long seed) {
        Random random = new Random(seed);
        byte[] canonical = LEAF.bytes();
        for (int round = 0; round < 2_000; round++) {
            byte[] changed = canonical.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            try {
                assertThat(Leaf.read(changed).bytes()).isEqualTo(changed);
            } catch (IllegalArgumentException refused) {
                assertThat(changed).isNotEqualTo(canonical);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "white space:{ \"at\"",
                "white space at the end:\"sl/1\"}>\"sl/1\"}\n",
                "another order:\"seq\":\"7\",\"tag\":\"2XIpvE-v9iIvUhwd-uPzug\">\"tag\":\"2XIpvE-v9iIvUhwd-uPzug\",\"seq\":\"7\"",
                "a member more:\"typ\">\"tyq\":\"\",\"typ\"",
                "a member less:\"pos\":\"41\",>",
                "a member twice:\"pos\":\"41\">\"pos\":\"41\",\"pos\":\"41\"",
                "a number instead of text:\"41\">41",
                "a leading zero:\"41\">\"041\"",
                "a sign:\"41\">\"+41\"",
                "a negative position:\"41\">\"-41\"",
                "a position out of range:\"41\">\"9223372036854775808\"",
                "foreign digits:\"41\">\"\u0664\u0661\"",
                "an escape:io.sealbook>\\u0069o.sealbook",
                "upper case in the id:0199b2a4>0199B2A4",
                "a short id:0199b2a4-7c1e-7d2a>199b2a4-7c1e-7d2a",
                "fewer decimals:.120Z>.12Z",
                "more decimals:.120Z>.120000Z",
                "another zone:.120Z>.120+00:00",
                "no such day:2026-11-22>2026-11-31",
                "a leap second:08:00:00>23:59:60",
                "the twenty-fourth hour:08:00:00>24:00:00",
                "spare bits set:-uPzug>-uPzuh",
                "padding:-uPzug>-uPzug==",
                "base64 of the other alphabet:2XIpvE->2XIpvE+",
                "digests in the wrong order:\"sd\":[\"Mm>\"sd\":[\"zm",
                "a digest twice:Mm0nqD1Yw04y2Vi6DlLk9tw8LBtIL3oR_lcZaTS_gUw>aT5fDzR6XXCsu3uqq5vrmIMBs-lYjjLHPX3N-3ssRgQ",
                "sequence zero:\"7\">\"0\"",
                "a newer version:sl/1>sl/2",
                "an upper-case type:secret.rotated>Secret.rotated",
                "a ciphertext without its commitment:ffQ5Y4nzdqisHEFjkvERbJCjKI3mEFPeYJTev_EnaFc>",
                "more after the end:\"sl/1\"}>\"sl/1\"},\"v\":\"sl/1\"}",
            })
    void everyOtherFormIsRefused(String defect) {
        String change = defect.substring(defect.indexOf(':') + 1);
        int arrow = change.indexOf('>');
        String changed =
                arrow < 0 ? change : CANONICAL.replace(change.substring(0, arrow), change.substring(arrow + 1));
        assertThat(changed).isNotEqualTo(CANONICAL);
        assertThatIllegalArgumentException().isThrownBy(() -> Leaf.read(changed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEventWithoutPayloadHasEmptyCommitments() {
        Leaf bare = new Leaf(0, LEAF.eventId(), LEAF.type(), LEAF.at(), LEAF.tag(), 1, "", "", List.of());
        assertThat(Leaf.read(bare.bytes())).isEqualTo(bare);
        assertThat(new String(bare.bytes(), StandardCharsets.US_ASCII)).contains("\"ch\":\"\"", "\"sd\":[]");
    }

    @Test
    void aTimeFinerThanItsFormIsRefusedInsteadOfCut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Leaf(
                        0, LEAF.eventId(), LEAF.type(), LEAF.at().plusNanos(1), LEAF.tag(), 1, "", "", List.of()))
                .withMessage("a time is in whole milliseconds");
    }

    @Test
    void theLongestLeafFitsIntoAnEntryOfTheLog() {
        List<String> digests = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            digests.add(bytes(random, 32));
        }
        Collections.sort(digests);
        Leaf longest = new Leaf(
                Long.MAX_VALUE,
                LEAF.eventId(),
                "a".repeat(128),
                LEAF.at(),
                LEAF.tag(),
                Long.MAX_VALUE,
                LEAF.payloadCommitment(),
                LEAF.ciphertextHash(),
                digests);
        assertThat(longest.bytes()).hasSizeLessThan(1 << 16);
    }

    /** Some leaf that a ledger could have written. */
    static Leaf leaf(Random random) {
        boolean payload = random.nextBoolean();
        List<String> digests = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            digests.add(bytes(random, 32));
        }
        Collections.sort(digests);
        return new Leaf(
                random.nextLong(Long.MAX_VALUE),
                new UUID(random.nextLong(), random.nextLong()),
                random.nextBoolean() ? "io.sealbook.secret.read.v1" : "io.sealbook.token.consumed.v1",
                Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)),
                bytes(random, 16),
                1 + random.nextLong(Long.MAX_VALUE),
                payload ? bytes(random, 32) : "",
                payload ? bytes(random, 32) : "",
                digests);
    }

    private static String bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return base64(bytes);
    }

    private static byte[] key(int repeated) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) repeated);
        return key;
    }

    private static byte[] hmac(byte[] key, String message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(bytes(message));
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
