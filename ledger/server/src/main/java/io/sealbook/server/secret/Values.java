package io.sealbook.server.secret;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import io.sealbook.api.http.RotateSecret.Generate;
import io.sealbook.api.http.ValueAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Secret values at the edge: from JSON into plaintext that can be wiped, and back. */
public final class Values {
    private static final String LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int maxBytes;

    /** Values of up to so many bytes; the format of the ledger bounds that by 500,000. */
    public Values(int maxBytes) {
        if (maxBytes < 1 || maxBytes > 500_000) {
            throw new IllegalArgumentException("the largest value is 1 to 500,000 bytes");
        }
        this.maxBytes = maxBytes;
    }

    /** The value of a request that gives exactly one of the two. */
    @HandlesPlaintext("decodes the value of a request into bytes that are wiped after sealing")
    Plaintext read(@Nullable Sensitive value, @Nullable Sensitive valueBase64) {
        if ((value == null) == (valueBase64 == null)) {
            throw Problem.badRequest("/value", "give exactly one of value and valueBase64");
        }
        byte[] bytes;
        if (value != null) {
            if (!Texts.isUnicode(value.reveal())) {
                throw Problem.badRequest("/value", Texts.NOT_UNICODE);
            }
            bytes = value.reveal().getBytes(StandardCharsets.UTF_8);
        } else {
            try {
                bytes = Base64.getDecoder().decode(valueBase64.reveal());
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("/valueBase64", "is not base64");
            }
        }
        if (bytes.length < 1 || bytes.length > maxBytes) {
            throw Problem.badRequest(
                    value != null ? "/value" : "/valueBase64", "a value has 1 to " + maxBytes + " bytes");
        }
        return Plaintext.owning(bytes);
    }

    /** The rule for random values: long enough, of enough characters, each as likely as any other. */
    public static void checkGenerate(String pointer, int length, @Nullable String alphabet) {
        if (length < 8 || length > 4096) {
            throw Problem.badRequest(pointer + "/length", "8 to 4096 characters");
        }
        if (alphabet != null) {
            boolean even = alphabet.chars().distinct().count() == alphabet.length();
            if (alphabet.length() < 10 || !even || alphabet.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw Problem.badRequest(pointer + "/alphabet", "at least 10 printable ASCII characters, none twice");
            }
        }
    }

    /** A new random value. */
    public Plaintext generate(Generate wanted) {
        checkGenerate("/generate", wanted.length(), wanted.alphabet());
        String alphabet = wanted.alphabet() == null ? LETTERS_AND_DIGITS : wanted.alphabet();
        byte[] bytes = new byte[wanted.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) alphabet.charAt(RANDOM.nextInt(alphabet.length()));
        }
        return Plaintext.owning(bytes);
    }

    /** The answer that reveals a value: as text when it is UTF-8. */
    @HandlesPlaintext("encodes a recorded reading for its answer")
    ValueAnswer answer(SecretPath path, int version, @Nullable String contentType, Plaintext plaintext) {
        return plaintext.use(bytes -> {
            Sensitive text = text(bytes);
            Sensitive base64 = text == null ? Sensitive.of(Base64.getEncoder().encodeToString(bytes)) : null;
            return new ValueAnswer(path, version, text, base64, contentType);
        });
    }

    private static @Nullable Sensitive text(byte[] bytes) {
        try {
            return Sensitive.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            return null;
        }
    }
}
