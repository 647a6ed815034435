package io.sealbook.access;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.api.event.Digest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A key or a token as its holder has it: a prefix that tells people and scanners what it is, a public id, 256 random
 * bits, and a CRC-32 of all before, so that a mistyped or truncated one is known without a look-up.
 */
public final class Credential {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 16;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECK_LENGTH = 6;
    private static final Pattern FORM = Pattern.compile("(sbk|sbt)_([0-9A-Za-z]{" + ID_LENGTH + "})_[0-9A-Za-z]{"
            + SECRET_LENGTH + "}([0-9A-Za-z]{" + CHECK_LENGTH + "})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Credential() {}

    /** What the credential is for. */
    public enum Kind {
        KEY("sbk"),
        TOKEN("sbt");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** A new credential: the text goes to its holder and nowhere else, the digest is what the ledger keeps. */
    public record Minted(String id, Sensitive text, Digest digest) {}

    /** A credential that somebody presented, without its secret. */
    public record Presented(String id, Digest digest) {}

    public static Minted mint(Kind kind) {
        String id = random(ID_LENGTH);
        String body = kind.prefix + "_" + id + "_" + random(SECRET_LENGTH);
        String text = body + check(body);
        return new Minted(id, Sensitive.of(text), Digest.of(text));
    }

    /** What was presented, if it has the form of such a credential and its check characters are right. */
    @HandlesPlaintext("digests the presented credential; the text is dropped here")
    public static Optional<Presented> read(Sensitive text, Kind kind) {
        String presented = text.reveal();
        Matcher form = FORM.matcher(presented);
        if (!form.matches() || !form.group(1).equals(kind.prefix)) {
            return Optional.empty();
        }
        String body = presented.substring(0, presented.length() - CHECK_LENGTH);
        return check(body).equals(form.group(3))
                ? Optional.of(new Presented(form.group(2), Digest.of(presented)))
                : Optional.empty();
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static String check(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        long rest = crc.getValue();
        char[] text = new char[CHECK_LENGTH];
        for (int i = CHECK_LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(text);
    }
}
