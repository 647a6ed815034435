package io.sealbook.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HPKE (RFC 9180) in base mode for one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The JDK has the
 * KEM, the KDF and the AEAD; between them stands the key schedule of §5.1, which is here because Tink's public interface
 * takes no associated data.
 */
final class Hpke {
    private static final byte[] VERSION = ascii("HPKE-v1");
    private static final byte[] NOTHING = {};
    private static final byte BASE_MODE = 0;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private Hpke() {}

    /** An AEAD of §7.3: its number and the length of its key. */
    record Aead(int id, int keyLength) {
        static final Aead AES_256_GCM = new Aead(0x0002, 32);

        // §5.1: "HPKE", then the numbers of the KEM, the KDF and the AEAD.
        byte[] suite() {
            return ByteBuffer.allocate(10)
                    .put(ascii("HPKE"))
                    .putShort((short) 0x0020)
                    .putShort((short) 0x0001)
                    .putShort((short) id)
                    .array();
        }
    }

    /** What the key schedule comes to. Each is used for one message, so the nonce is never used twice. */
    static final class Schedule {
        private final SecretKey key;
        private final byte[] nonce;

        Schedule(SecretKey key, byte[] nonce) {
            this.key = key;
            this.nonce = nonce;
        }

        byte[] seal(byte[] associated, byte[] message) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(associated);
            return cipher.doFinal(message);
        }
    }

    /** The encapsulated key, and the message behind it. */
    static byte[] seal(PublicKey recipient, byte[] info, byte[] associated, byte[] message)
            throws GeneralSecurityException {
        KEM.Encapsulated shared =
                KEM.getInstance("DHKEM").newEncapsulator(recipient).encapsulate();
        return joined(
                shared.encapsulation(),
                schedule(Aead.AES_256_GCM, shared.key(), info).seal(associated, message));
    }

    // §5.1, KeySchedule with neither a pre-shared key nor an authenticated sender.
    static Schedule schedule(Aead aead, SecretKey shared, byte[] info) throws GeneralSecurityException {
        byte[] suite = aead.suite();
        byte[] context = joined(
                new byte[] {BASE_MODE},
                extract(suite, null, "psk_id_hash", NOTHING).getEncoded(),
                extract(suite, null, "info_hash", info).getEncoded());
        SecretKey secret = extract(suite, shared, "secret", NOTHING);
        return new Schedule(
                new SecretKeySpec(expand(suite, secret, "key", context, aead.keyLength()), "AES"),
                expand(suite, secret, "base_nonce", context, NONCE_LENGTH));
    }

    // §4, LabeledExtract.
    private static SecretKey extract(byte[] suite, @Nullable SecretKey salt, String label, byte[] input)
            throws GeneralSecurityException {
        HKDFParameterSpec.Builder extraction =
                HKDFParameterSpec.ofExtract().addIKM(joined(VERSION, suite, ascii(label), input));
        if (salt != null) {
            extraction.addSalt(salt);
        }
        return KDF.getInstance("HKDF-SHA256").deriveKey("Generic", extraction.extractOnly());
    }

    // §4, LabeledExpand.
    private static byte[] expand(byte[] suite, SecretKey secret, String label, byte[] info, int length)
            throws GeneralSecurityException {
        byte[] outputLength = {(byte) (length >> 8), (byte) length};
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.expandOnly(
                        secret, joined(outputLength, VERSION, suite, ascii(label), info), length));
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
