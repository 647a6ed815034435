package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.Placement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Looks for planted secrets, and for the tokens that opened them, everywhere that an engine keeps or shows something, down
 * to its bare disk, with a deployment in every placement. A control word, planted as one plants things carelessly, must be
 * found in every one of these places: else the search itself is blind. {@code docker cp} is no such place: whoever has the
 * engine's socket can read every container's memory.
 */
class LeakIT {
    private static final Set<Placement> PLACEMENTS = EnumSet.allOf(Placement.class);

    private static final String FILE = "db_password";
    private static final String CONTROL = LeakHunt.word("control");
    private static final List<String> CARELESS = List.of(
            "sh",
            "-c",
            "trap 'exit 0' TERM\n" + TestImage.FETCH
                    + "echo $CONTROL; echo $CONTROL > /tmp/$CONTROL; while :; do sleep 1 & wait $!; done",
            CONTROL);

    private static SwarmYard swarm;
    private static LeakHunt hunt;
    private static DeliveryWorker worker;
    private final Map<Placement, DeploymentId> deployments = new EnumMap<>(Placement.class);
    private final Map<Placement, byte[]> secrets = new EnumMap<>(Placement.class);

    @BeforeAll
    static void open() {
        swarm = new SwarmYard();
        hunt = new LeakHunt(swarm.engine);
        worker = swarm.yard.worker();
    }

    @AfterAll
    static void close() {
        worker.close();
        hunt.close();
        swarm.close();
    }

    @TestFactory
    Stream<DynamicTest> noSecretAndNoTokenIs() {
        plant();
        deliver();
        List<DynamicTest> places = new ArrayList<>();
        deployments.forEach((placement, id) ->
                places.add(dynamicTest("in what the engine tells of " + name(placement), () -> tells(placement, id))));
        places.add(dynamicTest("in what the machine and its engine keep", LeakIT::keep));
        places.add(dynamicTest("in what processes show while they trade their tokens", this::trade));
        places.add(dynamicTest("on the bare disk while all run", () -> nothingOnDisk("while all run")));
        places.add(dynamicTest("on the bare disk after all were removed", () -> {
            deployments.values().forEach(swarm.yard.ledger::stop);
            deployments.values().forEach(swarm.yard::outcome);
            nothingOnDisk("after all were removed");
        }));
        return places.stream();
    }

    /** What no deployment does by itself. */
    private static void plant() {
        swarm.docker.must("volume", "create", "--label", "careless=" + CONTROL, "careless");
        swarm.docker.must("secret", "create", "--label", "careless=" + CONTROL, "careless", "/etc/hostname");
    }

    /** Everything comes once, and once more with a new value. */
    private void deliver() {
        PLACEMENTS.forEach(placement -> deployments.put(
                placement,
                swarm.yard.ledger.order(
                        placement,
                        name(placement),
                        swarm.yard.image,
                        CARELESS,
                        Map.of(FILE, hunt.secret()),
                        new Limits(null, null, null, null, null, Map.of("CONTROL", CONTROL)))));
        deployments.values().forEach(swarm.yard::placed);
        deployments.forEach((placement, id) -> {
            secrets.put(placement, hunt.secret());
            swarm.yard.ledger.rotate(id, FILE, secrets.get(placement));
        });
        deployments.values().forEach(swarm.yard::placed);
    }

    private static String name(Placement placement) {
        return placement.name().toLowerCase(Locale.ROOT) + "-" + CONTROL;
    }

    private void tells(Placement placement, DeploymentId id) {
        String container = container(placement);
        await().atMost(Yard.PATIENCE)
                .until(() -> swarm.docker
                        .run("exec", container, "cat", "/run/secrets/" + FILE)
                        .text()
                        .equals(new String(secrets.get(placement), UTF_8)));
        Map<String, String> told = of(container);
        told.put("logs", text("logs", container));
        told.put("environment", text("exec", container, "env"));
        told.put("its process's environment", text("exec", "--user", "0", container, "cat", "/proc/1/environ"));
        found(told);
        // Nobody is careless with a keeper, so there is no control in it.
        swarm.yard.keepers(id).forEach(keeper -> hunt.nothingIn(of(keeper)));
    }

    private String container(Placement placement) {
        return placement == Placement.SWARM ? swarm.containers(name(placement)).getFirst() : name(placement);
    }

    private static Map<String, String> of(String container) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("inspect", text("inspect", container));
        told.put("diff", text("diff", container));
        told.put("export", text("export", container));
        String image =
                swarm.docker.must("commit", "--message", CONTROL, container).strip();
        told.put("image", text("image", "inspect", image));
        told.put("history", text("history", "--no-trunc", image));
        told.put("saved image", text("save", image));
        swarm.docker.must("rmi", image);
        return told;
    }

    private void trade() {
        List<DeploymentId> fetching =
                Stream.of(Placement.CLIENT, Placement.APP).map(deployments::get).toList();
        try (LedgerDouble.Held _ = swarm.yard.ledger.hold()) {
            fetching.forEach(id -> swarm.yard.ledger.rotate(id, FILE, hunt.secret()));
            await().atMost(Yard.PATIENCE).until(() -> swarm.yard.ledger.presenting() == fetching.size());
            found(hunt.processes());
        }
        fetching.forEach(swarm.yard::placed);
    }

    private static void keep() {
        swarm.docker.must("exec", name(Placement.MEMORY), "true", CONTROL);
        Map<String, String> kept = new LinkedHashMap<>(hunt.kept());
        kept.put("containers", all(List.of("inspect"), "ps", "-aq"));
        kept.put("volumes", all(List.of("volume", "inspect"), "volume", "ls", "-q"));
        kept.put("secrets of the Swarm", all(List.of("secret", "inspect"), "secret", "ls", "-q"));
        kept.put("services", all(List.of("service", "inspect"), "service", "ls", "-q"));
        kept.put("tasks", all(List.of("inspect", "--type", "task"), "service", "ps", "-q", name(Placement.SWARM)));
        kept.put("service's logs", text("service", "logs", name(Placement.SWARM)));
        kept.put("layers", files("overlay2"));
        kept.put("configurations", files("containers"));
        kept.put("volumes' files", files("volumes"));
        found(kept);
    }

    private static void found(Map<String, String> places) {
        hunt.nothingIn(places);
        places.forEach((place, text) -> assertThat(text.contains(CONTROL))
                .as("the control in %s", place)
                .isTrue());
    }

    private static void nothingOnDisk(String when) {
        hunt.nothingOnDisk("the bare disk " + when);
        assertThat(hunt.onDisk(Set.of(CONTROL))).as("the control %s", when).containsExactly(CONTROL);
    }

    /** What a command tells of everything that another one lists. */
    private static String all(List<String> command, String... list) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(swarm.docker.lines(list));
        return text(whole.toArray(String[]::new));
    }

    private static String text(String... arguments) {
        return LeakHunt.text(swarm.docker.run(arguments));
    }

    /** All that the engine's own files on its disk say; what is mounted among them lies elsewhere. */
    private static String files(String directory) {
        String path = swarm.engine.files().resolve(directory).toString();
        return LeakHunt.text(Cli.run(List.of("find", path, "-xdev", "-type", "f", "-exec", "cat", "{}", "+")));
    }
}
