package io.sealbook.seal;

import com.google.crypto.tink.prf.PrfSet;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/** Names as the database sees them: a keyed, one-way, 16-byte pseudonym of each. Equal names have equal pseudonyms. */
public final class Pseudonyms {
    private static final int LENGTH = 16;

    private final PrfSet prf;

    public Pseudonyms(Keyring keyring) {
        this.prf = keyring.pseudonymKey();
    }

    /** The tag of a stream, as leaves hold it. */
    public byte[] ofStream(String stream) {
        return compute("sl/1/stream\n" + stream, LENGTH);
    }

    /** A fingerprint of a request, to tell a repeat from another request without keeping either. */
    public String ofRequest(String canonicalRequest) {
        return HexFormat.of().formatHex(compute("sl/1/request\n" + canonicalRequest, LENGTH));
    }

    private byte[] compute(String input, int length) {
        try {
            return prf.computePrimary(input.getBytes(StandardCharsets.UTF_8), length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("bug: the pseudonym key cannot compute", e);
        }
    }
}
