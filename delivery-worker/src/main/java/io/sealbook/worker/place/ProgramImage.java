package io.sealbook.worker.place;

import io.sealbook.api.event.Digest;
import io.sealbook.worker.line.Json;
import java.util.List;
import java.util.Map;

/**
 * An image of one layer with a program and what it needs, as {@code docker load} takes it (OCI image configuration, Docker
 * archive manifest). The same files give the same reference, and no registry is asked.
 */
record ProgramImage(String reference, byte[] archive) {
    /** @param files to lie at the image's root; the first is the program */
    static ProgramImage of(String repository, List<Aid> files, String architecture) {
        byte[] layer = Aid.archive(files).bytes();
        String processor = switch (architecture) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> architecture;
        };
        byte[] config = Json.MAPPER.writeValueAsBytes(Map.of(
                "architecture",
                processor,
                "os",
                "linux",
                "config",
                Map.of("Entrypoint", List.of("/" + files.getFirst().name())),
                "rootfs",
                Map.of(
                        "type",
                        "layers",
                        "diff_ids",
                        List.of("sha256:" + Digest.of(layer).hex()))));
        String reference = repository + ":" + Aid.digest(files).hex().substring(0, 12);
        byte[] manifest = Json.MAPPER.writeValueAsBytes(List.of(
                Map.of("Config", "config.json", "RepoTags", List.of(reference), "Layers", List.of("layer.tar"))));
        return new ProgramImage(
                reference,
                Tar.sized(3, List.of(layer.length, config.length, manifest.length))
                        .file("layer.tar", 0644, 0, 0, layer)
                        .file("config.json", 0644, 0, 0, config)
                        .file("manifest.json", 0644, 0, 0, manifest)
                        .bytes());
    }

    /** Its id on the engine, which is given it if it has not got it. */
    String on(Engine engine) {
        return engine.image(reference)
                .or(() -> {
                    engine.load(archive);
                    return engine.image(reference);
                })
                .orElseThrow(() -> new EngineFault("the image " + reference + " was not kept", true, null))
                .id();
    }
}
