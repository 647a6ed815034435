package io.sealbook.proof;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * One entry of the tree, version {@code sl/1}: what the ledger commits to about one event without telling it. Type and
 * time are in the clear, everything else is a commitment.
 *
 * <p>The bytes that were stored and hashed are what counts. They are canonical JSON (RFC 8785), so that a leaf has
 * exactly one form; {@link #read} accepts no other.
 *
 * @param position the event's position, which is its index in the tree
 * @param eventId the event's id
 * @param type the event's wire name
 * @param at the server's time, whole milliseconds
 * @param tag the pseudonym of the stream that owns the event: 16 bytes, unpadded base64url
 * @param sequence the event's place in that stream, from 1 without gaps
 * @param payloadCommitment HMAC-SHA-256 over the plaintext under a random key of its own, unpadded base64url; empty
 *     where the event has no payload
 * @param ciphertextHash SHA-256 over the payload as it was first sealed, unpadded base64url; empty where there is none
 * @param disclosures SHA-256 of each disclosure (RFC 9901) and of decoys, unpadded base64url, ascending
 */
public record Leaf(
        long position,
        UUID eventId,
        String type,
        Instant at,
        String tag,
        long sequence,
        String payloadCommitment,
        String ciphertextHash,
        List<String> disclosures) {
    /** The version that this class reads and writes. */
    public static final String VERSION = "sl/1";

    private static final byte[] END = (",\"v\":\"" + VERSION + "\"}").getBytes(StandardCharsets.US_ASCII);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    public Leaf {
        require(position >= 0, "a position is not negative");
        require(type.length() <= 128 && isWords(type), "a type is lower-case words joined by dots");
        requireTime(at);
        require(Base64Text.isUrlOf(16, tag), "a tag is 16 bytes in unpadded base64url");
        require(sequence >= 1, "a sequence counts from 1");
        require(isHashOrNothing(payloadCommitment), "a payload commitment is 32 bytes in unpadded base64url, or empty");
        require(isHashOrNothing(ciphertextHash), "a ciphertext hash is 32 bytes in unpadded base64url, or empty");
        require(
                ciphertextHash.isEmpty() || !payloadCommitment.isEmpty(),
                "a sealed payload is committed to by its plaintext, too");
        disclosures = List.copyOf(disclosures);
        // An entry of the log holds at most 65,535 bytes.
        require(disclosures.size() <= 1_000, "a leaf has at most 1,000 disclosures");
        for (int i = 0; i < disclosures.size(); i++) {
            require(
                    Base64Text.isUrlOf(32, disclosures.get(i)),
                    "a disclosure's digest is 32 bytes in unpadded base64url");
            require(
                    i == 0 || disclosures.get(i - 1).compareTo(disclosures.get(i)) < 0,
                    "the digests of disclosures are ascending, none twice");
        }
    }

    /** The leaf that these bytes are. Anything but the one canonical form is an {@link IllegalArgumentException}. */
    public static Leaf read(byte[] bytes) {
        return LeafReader.read(bytes);
    }

    /** Whether these bytes say that they are a leaf of this version; newer ones come from a newer Sealbook. */
    public static boolean hasKnownVersion(byte[] bytes) {
        int at = bytes.length - END.length;
        return at >= 0 && Arrays.equals(bytes, at, bytes.length, END, 0, END.length);
    }

    /** The bytes to store and to hash. */
    public byte[] bytes() {
        // RFC 8785: members sorted by name, no white space. No value holds a character that would need an escape.
        StringBuilder json = new StringBuilder(400 + 46 * disclosures.size());
        json.append("{\"at\":\"").append(written(at));
        json.append("\",\"ch\":\"").append(ciphertextHash);
        json.append("\",\"eid\":\"").append(eventId);
        json.append("\",\"pc\":\"").append(payloadCommitment);
        json.append("\",\"pos\":\"").append(position);
        json.append("\",\"sd\":[");
        for (int i = 0; i < disclosures.size(); i++) {
            json.append(i == 0 ? "\"" : ",\"").append(disclosures.get(i)).append('"');
        }
        json.append("],\"seq\":\"").append(sequence);
        json.append("\",\"tag\":\"").append(tag);
        json.append("\",\"typ\":\"").append(type);
        json.append("\",\"v\":\"").append(VERSION).append("\"}");
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The time as a leaf writes it. */
    static String written(Instant at) {
        requireTime(at);
        return TIME.format(at);
    }

    private static void requireTime(Instant at) {
        require(!at.isBefore(YEAR_0) && at.isBefore(YEAR_10000), "a time has a year of four digits");
        require(at.truncatedTo(ChronoUnit.MILLIS).equals(at), "a time is in whole milliseconds");
    }

    // [a-z0-9]+([._-][a-z0-9]+)*
    private static boolean isWords(String text) {
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isWord = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!isWord && !(inWord && (c == '.' || c == '_' || c == '-'))) {
                return false;
            }
            inWord = isWord;
        }
        return inWord;
    }

    private static boolean isHashOrNothing(String text) {
        return text.isEmpty() || Base64Text.isUrlOf(32, text);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
