package io.sealbook.proof;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text with signatures under it (C2SP signed-note v1.0.0). Lines of keys that the reader does not know stand there for
 * others; reading a note believes none of them.
 *
 * @param text what was signed: lines, each with its line feed
 * @param signatures one or more, in order
 */
public record SignedNote(String text, List<Signature> signatures) {
    private static final int MOST_SIGNATURES = 100;
    private static final String MARK = "— ";

    public SignedNote {
        requireText(text);
        signatures = List.copyOf(signatures);
        if (signatures.isEmpty() || signatures.size() > MOST_SIGNATURES) {
            throw new IllegalArgumentException("a note has at least one signature and at most " + MOST_SIGNATURES);
        }
    }

    /**
     * One line under the text.
     *
     * @param name the key's name
     * @param keyId the first four bytes of the key's id, big-endian
     * @param bytes the signature itself
     */
    public record Signature(String name, int keyId, byte[] bytes) {
        public Signature {
            VerifierKey.requireName(name);
        }

        private static Signature read(String line) {
            int space = line.indexOf(' ', MARK.length());
            if (!line.startsWith(MARK) || space < 0) {
                throw new IllegalArgumentException("a signature's line is a dash, a name and base64");
            }
            ByteBuffer signed = ByteBuffer.wrap(Base64Text.read(line.substring(space + 1)));
            if (signed.remaining() <= Integer.BYTES) {
                throw new IllegalArgumentException("a signature follows the four bytes of its key's id");
            }
            int keyId = signed.getInt();
            byte[] bytes = new byte[signed.remaining()];
            signed.get(bytes);
            return new Signature(line.substring(MARK.length(), space), keyId, bytes);
        }

        private String line() {
            ByteBuffer signed = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                    .putInt(keyId)
                    .put(bytes);
            return MARK + name + " " + Base64Text.of(signed.array()) + "\n";
        }
    }

    /** The note that this is; anything that is not exactly one is an {@link IllegalArgumentException}. */
    public static SignedNote read(String note) {
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("a note is a text, an empty line and signatures");
        }
        String text = note.substring(0, blank + 1);
        List<Signature> signatures = new ArrayList<>();
        for (int at = blank + 2; at < note.length(); ) {
            int end = note.indexOf('\n', at);
            signatures.add(Signature.read(note.substring(at, end)));
            at = end + 1;
        }
        return new SignedNote(text, signatures);
    }

    /**
     * Whether that key signed the text. A line that claims this key and does not verify spoils the note, whatever else
     * stands under it.
     */
    public boolean isSignedBy(VerifierKey key) {
        List<Signature> claimed = signatures.stream()
                .filter(line -> line.name().equals(key.name()) && line.keyId() == key.id())
                .toList();
        return !claimed.isEmpty() && claimed.stream().allMatch(line -> key.verifies(text, line.bytes()));
    }

    /** The note as it is served and stored. */
    public String written() {
        return text + "\n" + signatures.stream().map(Signature::line).collect(Collectors.joining());
    }

    private static void requireText(String text) {
        if (!text.endsWith("\n") || text.chars().anyMatch(c -> (c < ' ' && c != '\n') || c == '\uFFFD')) {
            throw new IllegalArgumentException("a note's text is lines without control characters");
        }
    }
}
