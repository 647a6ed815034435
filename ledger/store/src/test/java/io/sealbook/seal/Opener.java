package io.sealbook.seal;

import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

/** Somebody with a key pair who opens what was sealed to them, with an implementation that is not ours. */
public final class Opener {
    private static final HPKE SUITE =
            new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);

    private final AsymmetricCipherKeyPair keys = SUITE.generatePrivateKey();

    /** The public key as base64. */
    public String key() {
        return Base64.getEncoder().encodeToString(SUITE.serializePublicKey(keys.getPublic()));
    }

    public byte[] open(byte[] sealed, byte[] info, byte[] associated) throws InvalidCipherTextException {
        byte[] encapsulated = Arrays.copyOf(sealed, SUITE.getEncSize());
        byte[] ciphertext = Arrays.copyOfRange(sealed, SUITE.getEncSize(), sealed.length);
        return SUITE.setupBaseR(encapsulated, keys, info).open(associated, ciphertext);
    }
}
