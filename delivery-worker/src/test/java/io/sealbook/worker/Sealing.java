package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.SealedDelivery;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals a delivery as a ledger does (RFC 9180, base mode), with what the JDK has for it. */
public final class Sealing {
    private static final byte[] SUITE = {'H', 'P', 'K', 'E', 0, 0x20, 0, 1, 0, 2};

    private Sealing() {}

    public static SealedDelivery seal(DeploymentId deployment, int generation, byte[] lines, String key) {
        try {
            byte[] sealed = seal(publicKey(key), (deployment + "/" + generation).getBytes(US_ASCII), lines);
            return new SealedDelivery(
                    deployment, generation, Base64.getEncoder().encodeToString(sealed));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static PublicKey publicKey(String base64) throws GeneralSecurityException {
        byte[] little = Base64.getDecoder().decode(base64);
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[big.length - 1 - i];
        }
        return KeyFactory.getInstance("X25519")
                .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, big)));
    }

    private static byte[] seal(PublicKey key, byte[] about, byte[] message) throws GeneralSecurityException {
        KEM.Encapsulated shared = KEM.getInstance("DHKEM").newEncapsulator(key).encapsulate();
        SecretKey none = new SecretKeySpec(new byte[32], "Generic");
        SecretKey secret = extract(shared.key(), "secret", new byte[0]);
        byte[] context = joined(
                new byte[] {0},
                extract(none, "psk_id_hash", new byte[0]).getEncoded(),
                extract(none, "info_hash", "sealbook-bootstrap/v1".getBytes(US_ASCII))
                        .getEncoded());
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(expand(secret, "key", context, 32), "AES"),
                new GCMParameterSpec(128, expand(secret, "base_nonce", context, 12)));
        cipher.updateAAD(about);
        return joined(shared.encapsulation(), cipher.doFinal(message));
    }

    private static SecretKey extract(SecretKey salt, String label, byte[] input) throws GeneralSecurityException {
        byte[] labelled = joined("HPKE-v1".getBytes(US_ASCII), SUITE, label.getBytes(US_ASCII), input);
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        "Generic",
                        HKDFParameterSpec.ofExtract()
                                .addSalt(salt)
                                .addIKM(labelled)
                                .extractOnly());
    }

    private static byte[] expand(SecretKey secret, String label, byte[] info, int length)
            throws GeneralSecurityException {
        byte[] labelled = joined(
                new byte[] {0, (byte) length}, "HPKE-v1".getBytes(US_ASCII), SUITE, label.getBytes(US_ASCII), info);
        return KDF.getInstance("HKDF-SHA256").deriveData(HKDFParameterSpec.expandOnly(secret, labelled, length));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
