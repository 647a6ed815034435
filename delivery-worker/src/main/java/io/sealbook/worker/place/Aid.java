package io.sealbook.worker.place;

import io.sealbook.api.event.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A file of ours, in an image of ours or in a container beside its image's own, below {@code /.sealbook}. Never a secret. */
record Aid(String name, int mode, byte[] content) {
    static final String HOME = "/.sealbook";

    /** The archive of some, each at its root under its name. */
    static Tar archive(List<Aid> aids) {
        Tar tar = Tar.sized(
                aids.size(), aids.stream().map(aid -> aid.content().length).toList());
        aids.forEach(aid -> tar.file(aid.name(), aid.mode(), 0, 0, aid.content()));
        return tar;
    }

    /** Over all of them, whatever they are called. */
    static Digest digest(List<Aid> aids) {
        return Digest.of(aids.stream()
                .map(aid -> Digest.of(aid.content()).hex())
                .collect(Collectors.joining(" "))
                .getBytes(StandardCharsets.US_ASCII));
    }

    String path() {
        return HOME + "/" + name;
    }
}
