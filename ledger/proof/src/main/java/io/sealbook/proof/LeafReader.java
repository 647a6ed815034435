package io.sealbook.proof;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Reads the one form that {@link Leaf#bytes()} writes, left to right, and compares the whole with what a writer would
 * have written. So it needs neither a JSON library nor a list of the ways in which JSON can be written differently.
 */
final class LeafReader {
    private final String text;
    private int at;

    private LeafReader(String text) {
        this.text = text;
    }

    static Leaf read(byte[] bytes) {
        Leaf leaf = new LeafReader(new String(bytes, StandardCharsets.ISO_8859_1)).leaf();
        if (!Arrays.equals(leaf.bytes(), bytes)) {
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
        List<String> disclosures = new ArrayList<>();
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
        try {
            return Long.parseLong(decimal);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a leaf's position and sequence are decimal numbers", e);
        }
    }

    private static UUID id(String hexadecimal) {
        try {
            return UUID.fromString(hexadecimal);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a leaf's event id is a UUID", e);
        }
    }

    private static Instant time(String timestamp) {
        try {
            return Instant.parse(timestamp);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a leaf's time is RFC 3339 in UTC", e);
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "a leaf is canonical JSON with exactly the members of version " + Leaf.VERSION);
    }
}
