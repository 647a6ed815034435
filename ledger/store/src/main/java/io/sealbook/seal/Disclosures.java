package io.sealbook.seal;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Selective disclosure of metadata (RFC 9901 §4.2): each field has its own salt, derived from the event's seed, so that
 * showing one field proves it and reveals no other. Decoys hide how many fields there are.
 */
final class Disclosures {
    private static final int SALT_LENGTH = 16;
    private static final int FIELDS_AT_LEAST = 12;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Disclosures() {}

    /** One object of the fields in canonical order; the values are compact JSON with sorted keys already. */
    static String object(Map<String, String> fields) {
        StringBuilder json = new StringBuilder("{");
        new TreeMap<>(fields).forEach((name, value) -> {
            json.append(json.length() == 1 ? "\"" : ",\"")
                    .append(name)
                    .append("\":")
                    .append(value);
        });
        return json.append('}').toString();
    }

    /** The sorted digests of all disclosures, padded to a fixed number of at least {@value #FIELDS_AT_LEAST}. */
    static List<String> digests(byte[] seed, Map<String, String> fields) {
        Mac mac = seeded(seed);
        MessageDigest sha256 = sha256();
        List<String> digests = new ArrayList<>(FIELDS_AT_LEAST);
        fields.forEach((name, value) -> digests.add(digest(sha256, disclosure(mac, name, value))));
        int padded = Math.ceilDiv(Math.max(fields.size(), 1), FIELDS_AT_LEAST) * FIELDS_AT_LEAST;
        for (int i = digests.size(); i < padded; i++) {
            digests.add(BASE64.encodeToString(mac.doFinal(ascii("sl/1/decoy\n" + i))));
        }
        Collections.sort(digests);
        return digests;
    }

    /** The disclosure of each of these fields. */
    static List<String> of(byte[] seed, Map<String, String> fields) {
        Mac mac = seeded(seed);
        return fields.entrySet().stream()
                .map(field -> disclosure(mac, field.getKey(), field.getValue()))
                .toList();
    }

    private static Mac seeded(byte[] seed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("bug: every JDK has HMAC-SHA256", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("bug: every JDK has SHA-256", e);
        }
    }

    /** {@code base64url([salt, name, value])}, as a verifier receives it. */
    static String disclosure(Mac seeded, String name, String valueJson) {
        byte[] salt = Arrays.copyOf(seeded.doFinal(ascii("sl/1/salt\n" + name)), SALT_LENGTH);
        String json = "[\"" + BASE64.encodeToString(salt) + "\",\"" + name + "\"," + valueJson + "]";
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(MessageDigest sha256, String disclosure) {
        return BASE64.encodeToString(sha256.digest(ascii(disclosure)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
