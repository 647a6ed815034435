package io.sealbook.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key that a stranger trusts to sign checkpoints (C2SP signed-note, the "vkey" form): a name, four bytes of its
 * id, and an Ed25519 key.
 */
public final class VerifierKey {
    private static final byte ED25519 = 0x01;
    private static final int KEY_LENGTH = 32;
    private static final HexFormat HEX = HexFormat.of();
    // The SubjectPublicKeyInfo of every Ed25519 key begins with these bytes (RFC 8410 §4).
    private static final byte[] INFO = HEX.parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] raw;
    private final PublicKey key;

    VerifierKey(String name, byte[] raw) {
        requireName(name);
        if (raw.length != KEY_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
        this.name = name;
        this.raw = raw.clone();
        try {
            byte[] info = Arrays.copyOf(INFO, INFO.length + KEY_LENGTH);
            System.arraycopy(raw, 0, info, INFO.length, KEY_LENGTH);
            this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("these 32 bytes are no Ed25519 key", e);
        }
    }

    /** The key in the form {@code name+id+base64}; anything else is an {@link IllegalArgumentException}. */
    public static VerifierKey read(String vkey) {
        // Base64 may hold a plus sign, a name may not.
        String[] parts = vkey.split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a verifier key is name+id+base64");
        }
        byte[] typed = Base64Text.read(parts[2]);
        if (typed.length != 1 + KEY_LENGTH || typed[0] != ED25519) {
            throw new IllegalArgumentException("a verifier key is of type Ed25519");
        }
        VerifierKey key = new VerifierKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (!HEX.toHexDigits(key.id()).equals(parts[1])) {
            throw new IllegalArgumentException("the verifier key's id is not that of its name and bytes");
        }
        return key;
    }

    /** The key's name; that of a log is its origin. */
    public String name() {
        return name;
    }

    /** The first four bytes of {@code SHA-256(name || 0x0A || 0x01 || key)}, big-endian. */
    public int id() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(name.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) '\n');
            sha256.update(ED25519);
            return ByteBuffer.wrap(sha256.digest(raw)).getInt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: every Java platform has SHA-256", e);
        }
    }

    /** The form {@code name+id+base64} that verifiers take. */
    public String written() {
        byte[] typed = ByteBuffer.allocate(1 + KEY_LENGTH).put(ED25519).put(raw).array();
        return name + "+" + HEX.toHexDigits(id()) + "+" + Base64Text.of(typed);
    }

    boolean verifies(String text, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    static void requireName(String name) {
        if (name.isEmpty() || name.contains("+") || name.codePoints().anyMatch(VerifierKey::separates)) {
            throw new IllegalArgumentException("a key's name is not empty and has neither spaces nor plus signs");
        }
    }

    private static boolean separates(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character);
    }

    @Override
    public String toString() {
        return written();
    }
}
