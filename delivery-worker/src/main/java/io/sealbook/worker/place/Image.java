package io.sealbook.worker.place;

import java.util.List;

/** What an image says about itself. {@code user} is empty for root. */
public record Image(String id, List<String> entrypoint, List<String> command, String user) {
    public Image {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
    }
}
