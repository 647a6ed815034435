package io.sealbook.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A proof that travels alone (C2SP tlog-proof, a {@code .tlog-proof} file): where an entry stands, the hashes from it up
 * to the root, and the signed checkpoint with that root. With the entry and the log's key it proves without a question to
 * anybody.
 */
public record TlogProof(long index, List<byte[]> hashes, SignedNote checkpoint) {
    private static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";
    private static final Pattern INDEX = Pattern.compile("index (0|[1-9][0-9]{0,18})");

    public TlogProof {
        hashes = List.copyOf(hashes);
    }

    /** The proof that this text is; anything that is not exactly one is an {@link IllegalArgumentException}. */
    public static TlogProof read(String text) {
        int blank = text.indexOf("\n\n");
        List<String> lines =
                blank < 0 ? List.of() : Arrays.asList(text.substring(0, blank).split("\n", -1));
        int index = lines.size() > 1 && lines.get(1).startsWith("extra ") ? 2 : 1;
        if (lines.size() <= index
                || !lines.getFirst().equals(FIRST_LINE)
                || !INDEX.matcher(lines.get(index)).matches()) {
            throw new IllegalArgumentException("a proof begins with " + FIRST_LINE + " and an index");
        }
        if (index == 2) {
            Base64Text.read(lines.get(1).substring("extra ".length()));
        }
        List<byte[]> hashes = new ArrayList<>();
        lines.subList(index + 1, lines.size()).forEach(line -> hashes.add(Base64Text.hash(line)));
        return new TlogProof(
                Long.parseLong(lines.get(index).substring("index ".length())),
                hashes,
                SignedNote.read(text.substring(blank + 2)));
    }

    /** The text of the file. */
    public String written() {
        StringBuilder text =
                new StringBuilder(FIRST_LINE).append("\nindex ").append(index).append('\n');
        hashes.forEach(hash -> text.append(Base64Text.of(hash)).append('\n'));
        return text.append('\n').append(checkpoint.written()).toString();
    }

    /** Whether the log of this key holds this entry at this index. */
    public boolean verify(byte[] entry, VerifierKey key) {
        try {
            Checkpoint signed = Checkpoint.verified(checkpoint, key);
            return new InclusionProof(index, signed.size(), hashes).verify(TreeHash.leaf(entry), signed.root());
        } catch (IllegalArgumentException noCheckpointOfThisLog) {
            return false;
        }
    }
}
