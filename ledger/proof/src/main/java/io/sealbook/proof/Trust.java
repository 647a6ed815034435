package io.sealbook.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What the person who asks already believes: a root, or the key of the log, or nothing. */
record Trust(Optional<byte[]> root, Optional<VerifierKey> key) {

    /** The key, where nothing can be said without one. */
    VerifierKey requireKey() {
        return key.orElseThrow(
                () -> new IllegalArgumentException("a signature needs the log's key: give it with --key"));
    }

    /** The checkpoint in this file: verified if there is a key, else taken as it is. */
    Checkpoint checkpoint(Path file) throws IOException {
        return checkpoint(SignedNote.read(Files.readString(file)));
    }

    Checkpoint checkpoint(SignedNote note) {
        return key.isPresent() ? Checkpoint.verified(note, key.get()) : Checkpoint.read(note.text());
    }

    /** Whether a root that was found contradicts the one that is trusted. */
    boolean isAgainst(byte[] found) {
        return root.isPresent() && !Arrays.equals(root.get(), found);
    }

    /** What the person still has to do, after a check that ended well. */
    Optional<String> advice() {
        return root.isPresent() || key.isPresent()
                ? Optional.empty()
                : Optional.of("Compare that root with one that you got elsewhere, or give it with --root;\n"
                        + "or give the log's key with --key.");
    }
}
