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
        return "the container ended at once with " + status(app.exitStatus());
    }

    /** Of one that the engine has started again since. */
    static String ofEarlierRun(int exitStatus) {
        return "the container does not keep running: the engine had to start it again after it ended with "
                + status(exitStatus);
    }

    private static String status(int exitStatus) {
        String status = "exit status " + exitStatus;
        return switch (exitStatus) {
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
