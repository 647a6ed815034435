package io.sealbook.worker.place;

import io.sealbook.api.event.Digest;
import io.sealbook.worker.line.Json;
import java.util.List;
import java.util.Map;

/**
 * An image of one layer with one program, as {@code docker load} takes it (OCI image configuration, Docker archive
 * manifest). The same program gives the same bytes, and no registry is asked.
 */
record OneFileImage(String reference, byte[] archive) {
    static OneFileImage of(String repository, String program, byte[] content, String architecture) {
        byte[] layer = Tar.of(program, 0755, content).bytes();
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
                Map.of("Entrypoint", List.of("/" + program)),
                "rootfs",
                Map.of(
                        "type",
                        "layers",
                        "diff_ids",
                        List.of("sha256:" + Digest.of(layer).hex()))));
        String reference = repository + ":" + Digest.of(content).hex().substring(0, 12);
        byte[] manifest = Json.MAPPER.writeValueAsBytes(List.of(
                Map.of("Config", "config.json", "RepoTags", List.of(reference), "Layers", List.of("layer.tar"))));
        return new OneFileImage(
                reference,
                Tar.sized(3, List.of(layer.length, config.length, manifest.length))
                        .file("layer.tar", 0644, 0, 0, layer)
                        .file("config.json", 0644, 0, 0, config)
                        .file("manifest.json", 0644, 0, 0, manifest)
                        .bytes());
    }
}
