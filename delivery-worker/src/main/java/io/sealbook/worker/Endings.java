package io.sealbook.worker;

import io.sealbook.worker.place.App;

/** Says how a container ended, for the report. */
final class Endings {
    private Endings() {}

    static String of(App app) {
        if (!app.error().isEmpty()) {
            return "the container did not start: " + app.error();
        }
        if (app.outOfMemory()) {
            return "the container ended at once: it was out of memory";
        }
        String status = "the container ended at once with exit status " + app.exitStatus();
        return switch (app.exitStatus()) {
            case 77 -> status + " (from the client this means: the ledger refused the container's token)";
            case 75 -> status + " (from the gate or client this means: the secrets did not come in time)";
            case 78 ->
                status
                        + " (from the gate or client this means: /run/secrets is not in memory, or its settings are wrong)";
            case 127 -> status + " (from the gate this means: the command is not in the image)";
            default -> status;
        };
    }
}
