package io.sealbook.worker.place;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The programs of ours that run on the engine's host, compiled from {@code src/main/c} into the jar. */
enum Program {
    /** Stands before the command of every app. */
    GATE("gate"),
    /** Works on memory in the worker's own containers, and holds it in keepers. */
    BROOM("broom"),
    /** Fetches the secrets of a container in its keeper. */
    AGENT("agent");

    private final String file;

    Program(String file) {
        this.file = file;
    }

    /** The program for this processor; empty when the jar was built without it. */
    Optional<byte[]> forArchitecture(String architecture) {
        String known = switch (architecture) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> architecture;
        };
        return read(file + "-" + known);
    }

    /** Stands before the command of an app that fetches its secrets with the client; a script, for every processor. */
    static byte[] client() {
        return read("client.sh").orElseThrow(() -> new IllegalStateException("bug: the jar has no client"));
    }

    private static Optional<byte[]> read(String name) {
        try (InputStream resource = Program.class.getResourceAsStream(name)) {
            return resource == null ? Optional.empty() : Optional.of(resource.readAllBytes());
        } catch (IOException broken) {
            throw new IllegalStateException("bug: the jar cannot be read", broken);
        }
    }
}
