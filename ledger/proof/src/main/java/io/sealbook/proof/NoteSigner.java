package io.sealbook.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Signs notes with an Ed25519 key. What it signs is a promise for ever: whoever holds one must know that the text is
 * true before it calls.
 */
public final class NoteSigner {
    private static final int SEED_LENGTH = 32;
    private static final int PUBLIC_KEY_AT = 12;

    private final VerifierKey verifier;
    private final PrivateKey key;

    private NoteSigner(VerifierKey verifier, PrivateKey key) {
        this.verifier = verifier;
        this.key = key;
    }

    /** The signer of this name whose private key is this seed of 32 bytes (RFC 8032 §5.1.5). */
    public static NoteSigner of(String name, byte[] seed) {
        if (seed.length != SEED_LENGTH) {
            throw new IllegalArgumentException("the seed of an Ed25519 key has 32 bytes");
        }
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            // The platform derives a public key only while it generates a pair; it draws nothing but the seed.
            KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
            pairs.initialize(NamedParameterSpec.ED25519, new Drawn(seed));
            KeyPair pair = pairs.generateKeyPair();
            byte[] info = pair.getPublic().getEncoded();
            VerifierKey verifier = new VerifierKey(name, Arrays.copyOfRange(info, PUBLIC_KEY_AT, info.length));
            NoteSigner signer = new NoteSigner(verifier, key);
            if (!verifier.verifies(name, signer.signature(name))) {
                throw new IllegalStateException("bug: the derived public key is not that of the seed");
            }
            return signer;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: every Java platform has Ed25519", e);
        }
    }

    /** The key that strangers verify with. */
    public VerifierKey verifier() {
        return verifier;
    }

    /** The text with one signature under it. */
    public SignedNote sign(String text) {
        return new SignedNote(text, List.of(new SignedNote.Signature(verifier.name(), verifier.id(), signature(text))));
    }

    private byte[] signature(String text) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: an Ed25519 key signs", e);
        }
    }

    @Override
    public String toString() {
        return "NoteSigner of " + verifier;
    }

    private static final class Drawn extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final transient byte[] seed;

        Drawn(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("bug: the platform draws something else than the seed");
            }
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
