package io.sealbook.worker.place;

import io.sealbook.api.event.DeploymentSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The labels on everything that a worker makes: all that a restarted worker needs to find its work again. */
final class Labels {
    static final String DEPLOYMENT = "io.sealbook.deployment";
    static final String GENERATION = "io.sealbook.generation";
    static final String TARGET = "io.sealbook.target";
    static final String ROLE = "io.sealbook.role";
    /** Names, modes and owners of the files, as JSON: needed to lay them out again after the host lost its memory. */
    static final String FILES = "io.sealbook.files";

    /** How the secrets get there. A container without it is older than the choice: they lie in the host's memory. */
    static final String PLACEMENT = "io.sealbook.placement";
    /** The restart policy that the container has for good, which it has not while it is retired. */
    static final String RESTART = "io.sealbook.restart";

    /** On a secret of a Swarm: the file that it is for, and which value it holds. */
    static final String FILE = "io.sealbook.file";

    /** On a volume: which of those is meant that bore its name one after the other. */
    static final String MARK = "io.sealbook.mark";

    static final String PATH = "io.sealbook.path";
    static final String VERSION = "io.sealbook.version";

    static final String APP = "app";
    static final String TOOL = "tool";
    static final String KEEPER = "keeper";
    static final String GATE = "gate";
    static final String SERVICE = "service";
    static final String TASK = "task";
    static final String SECRET = "secret";
    /** A volume for secrets. */
    static final String MEMORY = "memory";

    private Labels() {}

    static String word(DeploymentSpec.Placement placement) {
        return placement.name().toLowerCase(Locale.ROOT);
    }

    /** The placement of this name; empty for a word that is none. */
    static Optional<DeploymentSpec.Placement> placement(String word) {
        return Arrays.stream(DeploymentSpec.Placement.values())
                .filter(one -> word(one).equals(word))
                .findFirst();
    }
}
