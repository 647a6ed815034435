package io.sealbook.proof;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a log says of itself at one moment (C2SP tlog-checkpoint v1.0.0): its name, how many entries it has and the root
 * over them. It is worth as much as the signatures of the note that carries it.
 *
 * @param origin the log's name, which is also that of its key
 * @param size how many entries
 * @param root 32 bytes, RFC 9162 §2.1.1
 */
public record Checkpoint(String origin, long size, byte[] root) {
    private static final Pattern FORM = Pattern.compile("([^\n]+)\n(0|[1-9][0-9]{0,18})\n([^\n]+)\n(?:[^\n]+\n)*");

    /** A checkpoint that the log of this key did not sign. */
    public static final class UnverifiedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnverifiedException(String message) {
            super(message);
        }
    }

    public Checkpoint {
        VerifierKey.requireName(origin);
        if (size < 0 || root.length != TreeHash.LENGTH) {
            throw new IllegalArgumentException("a checkpoint has a size of at least 0 and a root of 32 bytes");
        }
    }

    /** The checkpoint in the text of a note. Further lines are of no meaning here; the signatures cover them. */
    public static Checkpoint read(String text) {
        Matcher lines = FORM.matcher(text);
        if (!lines.matches()) {
            throw new IllegalArgumentException("a checkpoint is an origin, a size and a root, each on its line");
        }
        return new Checkpoint(lines.group(1), Long.parseLong(lines.group(2)), Base64Text.hash(lines.group(3)));
    }

    /** The checkpoint of a note that this key signed as the log itself; any other is an {@link UnverifiedException}. */
    public static Checkpoint verified(SignedNote note, VerifierKey key) {
        if (!note.isSignedBy(key)) {
            throw new UnverifiedException("the checkpoint is not signed by the key " + key.name());
        }
        Checkpoint checkpoint = read(note.text());
        if (!checkpoint.origin().equals(key.name())) {
            throw new UnverifiedException("the checkpoint is that of another log: " + checkpoint.origin());
        }
        return checkpoint;
    }

    /** The text to sign. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64Text.of(root) + "\n";
    }

    @Override
    public String toString() {
        return origin + ", size " + size + ", root " + Base64Text.of(root);
    }
}
