package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Looks for planted secrets everywhere that an engine keeps or shows something, down to its bare disk. A control word,
 * planted as one plants things carelessly, must be found in every one of these places: else the search itself is blind.
 * {@code docker cp} is no such place: whoever has the engine's socket can read every container's memory.
 */
class LeakIT {
    private static final String CONTROL = LeakHunt.word("control");
    private static final List<String> CARELESS = List.of(
            "sh",
            "-c",
            "echo $CONTROL; echo $CONTROL > /tmp/$CONTROL; trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done",
            CONTROL);

    private PrivateEngine engine;
    private LeakHunt hunt;
    private Yard yard;
    private DeliveryWorker worker;

    @BeforeEach
    void open() {
        engine = PrivateEngine.start();
        hunt = new LeakHunt(engine);
        yard = new Yard(engine.docker());
        worker = yard.worker();
    }

    @AfterEach
    void close() {
        worker.close();
        yard.close();
        hunt.close();
        engine.close();
    }

    @Test
    void noSecretIsAnywhereButInTheContainersMemory() {
        String name = "leak-" + CONTROL;
        byte[] second = hunt.secret();
        DeploymentId web = yard.ledger.order(
                name,
                yard.image,
                CARELESS,
                Map.of("db_password", hunt.secret()),
                new Limits(null, null, null, null, null, Map.of("CONTROL", CONTROL)));
        yard.placed(web);
        yard.ledger.rotate(web, "db_password", second);
        yard.placed(web);
        engine.docker().must("exec", name, "true", CONTROL);
        assertThat(engine.docker().read(name, "/run/secrets/db_password")).isEqualTo(second);

        Map<String, String> places = places(name);
        hunt.nothingIn(places);
        places.forEach((place, text) -> assertThat(text.contains(CONTROL))
                .as("the control in %s", place)
                .isTrue());
        nothingOnDisk("while it runs");

        yard.ledger.stop(web);
        yard.outcome(web);
        nothingOnDisk("after it was removed");
    }

    private void nothingOnDisk(String when) {
        hunt.nothingOnDisk("the bare disk " + when);
        assertThat(hunt.onDisk(Set.of(CONTROL))).as("the control %s", when).containsExactly(CONTROL);
    }

    private Map<String, String> places(String name) {
        DockerCommand docker = engine.docker();
        Map<String, String> places = new LinkedHashMap<>(hunt.kept());
        places.put("inspect", text("inspect", name));
        places.put("logs", text("logs", name));
        places.put("environment", text("exec", name, "env"));
        places.put("its process's environment", text("exec", "--user", "0", name, "cat", "/proc/1/environ"));
        places.put("diff", text("diff", name));
        places.put("export", text("export", name));
        String image = docker.must("commit", "--message", CONTROL, name).strip();
        places.put("image", text("image", "inspect", image));
        places.put("history", text("history", "--no-trunc", image));
        places.put("saved image", text("save", image));
        docker.must("rmi", image);
        places.put("its layer", files("overlay2"));
        places.put("its configuration", files("containers"));
        return places;
    }

    private String text(String... arguments) {
        return LeakHunt.text(engine.docker().run(arguments));
    }

    /** All that the engine's own files below a directory say. */
    private String files(String directory) {
        String path = engine.files().resolve(directory).toString();
        return LeakHunt.text(Cli.run(List.of("find", path, "-type", "f", "-exec", "cat", "{}", "+")));
    }
}
