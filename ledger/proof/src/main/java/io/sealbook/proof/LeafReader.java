package io.sealbook.proof;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Reads the one form that {@link Leaf#bytes()} writes, left to right: every byte is either one that any writer would have
 * put there, or part of a value that can be written in one way only. So it needs neither a JSON library nor a list of the
 * ways in which JSON can be written differently.
 */
final class LeafReader {
    private static final String TIME = "0000-00-00T00:00:00.000Z";

    private final String text;
    private int at;

    private LeafReader(String text) {
        this.text = text;
    }

    static Leaf read(byte[] bytes) {
        LeafReader reader = new LeafReader(new String(bytes, StandardCharsets.ISO_8859_1));
        Leaf leaf = reader.leaf();
        if (reader.at != bytes.length) {
            throw malformed();
        }
        return leaf;
    }

    private Leaf leaf() {
        expect("{\"at\":");
        Instant time = time(string());
        expect(",\"ch\":");
        String ciphertextHash = string();
        expect(",\"eid\":");
        UUID eventId = id(string());
        expect(",\"pc\":");
        String payloadCommitment = string();
        expect(",\"pos\":");
        long position = number(string());
        expect(",\"sd\":[");
        List<String> disclosures = new ArrayList<>(12); // as many as most leaves have
        while (text.startsWith(disclosures.isEmpty() ? "\"" : ",\"", at)) {
            at += disclosures.isEmpty() ? 0 : 1;
            disclosures.add(string());
        }
        expect("],\"seq\":");
        long sequence = number(string());
        expect(",\"tag\":");
        String tag = string();
        expect(",\"typ\":");
        String type = string();
        expect(",\"v\":\"" + Leaf.VERSION + "\"}");
        return new Leaf(position, eventId, type, time, tag, sequence, payloadCommitment, ciphertextHash, disclosures);
    }

    private void expect(String literal) {
        if (!text.startsWith(literal, at)) {
            throw malformed();
        }
        at += literal.length();
    }

    private String string() {
        expect("\"");
        int end = text.indexOf('"', at);
        if (end < 0) {
            throw malformed();
        }
        String string = text.substring(at, end);
        at = end + 1;
        return string;
    }

    private static long number(String decimal) {
        long number;
        try {
            number = Long.parseLong(decimal);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a leaf's position and sequence are decimal numbers", e);
        }
        return sole(number, decimal);
    }

    private static UUID id(String hexadecimal) {
        UUID id;
        try {
            id = UUID.fromString(hexadecimal);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a leaf's event id is a UUID", e);
        }
        return sole(id, hexadecimal);
    }

    // The value, if it would be written just so.
    private static <T> T sole(T value, String written) {
        if (!value.toString().equals(written)) {
            throw malformed();
        }
        return value;
    }

    // Of fixed width, so that it has one form without being written again.
    private static Instant time(String timestamp) {
        if (timestamp.length() != TIME.length()) {
            throw malformed();
        }
        for (int i = 0; i < TIME.length(); i++) {
            char c = timestamp.charAt(i);
            if (TIME.charAt(i) == '0' ? c < '0' || c > '9' : c != TIME.charAt(i)) {
                throw malformed();
            }
        }
        try {
            return LocalDateTime.of(
                            decimal(timestamp, 0, 4),
                            decimal(timestamp, 5, 7),
                            decimal(timestamp, 8, 10),
                            decimal(timestamp, 11, 13),
                            decimal(timestamp, 14, 16),
                            decimal(timestamp, 17, 19),
                            decimal(timestamp, 20, 23) * 1_000_000)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a leaf's time is RFC 3339 in UTC", e);
        }
    }

    private static int decimal(String text, int from, int to) {
        int decimal = 0;
        for (int i = from; i < to; i++) {
            decimal = 10 * decimal + text.charAt(i) - '0';
        }
        return decimal;
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "a leaf is canonical JSON with exactly the members of version " + Leaf.VERSION);
    }
}
