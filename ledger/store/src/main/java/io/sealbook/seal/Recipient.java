package io.sealbook.seal;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import javax.crypto.KeyAgreement;

/**
 * Somebody's public key, to which an answer can be sealed (RFC 9180) so that nobody else opens it. Nothing tells who
 * sealed it: whoever needs to know must have asked a server that they trust.
 */
public final class Recipient {
    public static final String RULE = "is the 32 bytes of an X25519 public key as base64, not of small order";

    private static final int LENGTH = 32;
    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    private final PublicKey key;

    private Recipient(PublicKey key) {
        this.key = key;
    }

    /**
     * Reads a key of canonical form, so that one key has one text.
     *
     * @throws IllegalArgumentException for anything else, and for points of small order, to which anybody could have
     *     sealed what anybody can open
     */
    public static Recipient of(String base64) {
        byte[] bytes = decode(base64);
        for (int i = 0, j = LENGTH - 1; i < j; i++, j--) {
            byte low = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = low;
        }
        BigInteger coordinate = new BigInteger(1, bytes);
        if (coordinate.compareTo(PRIME) >= 0) {
            throw new IllegalArgumentException(RULE);
        }
        try {
            PublicKey key = KeyFactory.getInstance("X25519")
                    .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate));
            requireAgreement(key);
            return new Recipient(key);
        } catch (InvalidKeyException smallOrder) {
            throw new IllegalArgumentException(RULE, smallOrder);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: every JDK has X25519", e);
        }
    }

    private static byte[] decode(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(RULE, e);
        }
        if (bytes.length != LENGTH || !Base64.getEncoder().encodeToString(bytes).equals(base64)) {
            throw new IllegalArgumentException(RULE);
        }
        return bytes;
    }

    // RFC 7748 §6.1: the JDK refuses an agreement whose outcome is all zeros.
    private static void requireAgreement(PublicKey key) throws GeneralSecurityException {
        KeyAgreement trial = KeyAgreement.getInstance("X25519");
        trial.init(KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate());
        trial.doPhase(key, true);
    }

    /**
     * The encapsulated key (32 bytes) and the ciphertext behind it. Whoever opens it must give the same {@code info} and
     * {@code associated} data. The message stays the caller's to wipe.
     */
    @HandlesPlaintext("encrypts the message to the recipient")
    public byte[] seal(byte[] info, byte[] associated, Plaintext message) {
        return message.use(bytes -> {
            try {
                return Hpke.seal(key, info, associated, bytes);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("cannot seal to a recipient", e);
            }
        });
    }
}
