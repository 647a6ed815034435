package io.sealbook.worker.place;

import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.worker.place.Blueprint.Bounds;
import io.sealbook.worker.place.Blueprint.Kind;
import io.sealbook.worker.place.Blueprint.Mount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A keeper that fetches what belongs into its volume before it holds it: it alone has a way to the ledger, and what the
 * ledger tells it nobody else can open.
 */
record Agent(Engine engine, @Nullable Callback callback) implements Keeping {
    // The largest answer, the files, and OpenSSL.
    private static final Bounds BOUNDS = new Bounds(128L << 20, null, 16, true);
    private static final String CA = "ca.pem";

    /** Why no container can be served here like this. */
    Optional<String> objection() {
        if (callback == null) {
            return Optional.of(Callback.MISSING.formatted("sidecar"));
        }
        return program(Program.AGENT).isEmpty()
                ? Optional.of("this build of the worker has no agent for " + engine.architecture())
                : Networks.missing(networks(callback), engine);
    }

    private Optional<byte[]> program(Program program) {
        return program.forArchitecture(engine.architecture());
    }

    @Override
    public Blueprint keeper(MemoryVolume volume, Mount mount, Map<String, String> labels) {
        Callback ledger = callback;
        if (ledger == null) {
            throw new MemoryUnfit(Callback.MISSING.formatted("sidecar"));
        }
        return new Blueprint(
                volume.keeper(),
                image(ledger),
                List.of("/agent", "/broom"),
                Idle.COMMAND,
                environment(volume, ledger),
                labels,
                List.of(mount),
                "",
                Kind.AGENT,
                BOUNDS,
                new Hosting(networks(ledger), null, null, null, null));
    }

    private static List<String> networks(Callback callback) {
        return callback.network() == null ? List.of() : List.of(callback.network());
    }

    private String image(Callback ledger) {
        return ProgramImage.of(
                        "sealbook/agent",
                        List.of(
                                file("agent", Program.AGENT),
                                file("broom", Program.BROOM),
                                new Aid(CA, 0444, ledger.certificates())),
                        engine.architecture())
                .on(engine);
    }

    private Aid file(String name, Program program) {
        return new Aid(
                name,
                0755,
                program(program)
                        .orElseThrow(() -> new MemoryUnfit(
                                "this build of the worker has no " + name + " for " + engine.architecture())));
    }

    private static Map<String, String> environment(MemoryVolume volume, Callback ledger) {
        Map<String, String> environment = new HashMap<>(ledger.environment(volume.generation()));
        environment.put("SEALBOOK_CA", "/" + CA);
        environment.put("SEALBOOK_DEPLOYMENT", volume.deployment().value());
        environment.put("SEALBOOK_DIR", Tools.SEEN_AT);
        return environment;
    }
}
