package io.sealbook.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * One field of an event's metadata, told to somebody (RFC 9901 §4.2): a salt, a name and a value. The leaf commits to it
 * by a digest, and to fields that are not told by others that say nothing.
 *
 * @param encoded unpadded base64url of a JSON array of three
 * @param name the field's name
 * @param json the array itself: salt, name and value
 */
public record Disclosure(String encoded, String name, String json) {

    /** The disclosure that this text is; anything else is an {@link IllegalArgumentException}. */
    public static Disclosure read(String encoded) {
        byte[] bytes = Base64.getUrlDecoder().decode(encoded);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(encoded)) {
            throw new IllegalArgumentException("a disclosure is unpadded base64url");
        }
        String json = new String(bytes, StandardCharsets.UTF_8);
        List<Json> parts = Json.read(json).items();
        if (parts.size() != 3) {
            throw new IllegalArgumentException("a disclosure is a salt, a name and a value");
        }
        parts.getFirst().text();
        return new Disclosure(encoded, parts.get(1).text(), json);
    }

    /** Whether the leaf commits to it. */
    public boolean isIn(Leaf leaf) {
        return leaf.disclosures().contains(digest());
    }

    private String digest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("bug: every Java platform has SHA-256", e);
        }
    }
}
