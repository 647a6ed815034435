package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.App.Phase;
import io.sealbook.worker.place.EmptyEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which containers are inspected, and which are believed to be as they were. */
class RollTest {
    private static final DeploymentId WEB = new DeploymentId("0198a4f0-0000-7000-8000-000000000001");

    private final Map<String, App> there = new HashMap<>();
    private final List<String> inspected = new ArrayList<>();
    private final Roll roll = new Roll(
            new EmptyEngine() {
                @Override
                public Map<String, Phase> phases(TargetName target) {
                    Map<String, Phase> phases = new HashMap<>();
                    there.forEach((id, app) -> phases.put(id, app.phase()));
                    return phases;
                }

                @Override
                public Optional<App> app(String container) {
                    inspected.add(container);
                    return Optional.ofNullable(there.get(container));
                }
            },
            new TargetName("local"));

    private void is(String id, Phase phase, String startedAt) {
        there.put(
                id,
                new App(
                        id,
                        id,
                        WEB,
                        1,
                        phase,
                        startedAt,
                        0,
                        false,
                        "",
                        "",
                        DeploymentSpec.Placement.MEMORY,
                        null,
                        List.of()));
    }

    private List<String> lookAgain() {
        inspected.clear();
        assertThat(roll.look()).containsExactlyInAnyOrderElementsOf(there.values());
        return inspected;
    }

    @Test
    void whatKeepsRunningIsInspectedOnce() {
        is("one", Phase.RUNNING, "noon");
        is("two", Phase.RUNNING, "noon");
        assertThat(lookAgain()).containsExactlyInAnyOrder("one", "two");
        assertThat(lookAgain()).isEmpty();
    }

    @Test
    void aRestartThatTheListCannotShowIsSeenByItsEvent() {
        is("one", Phase.RUNNING, "noon");
        is("two", Phase.RUNNING, "noon");
        lookAgain();
        is("one", Phase.RUNNING, "one o'clock");
        roll.changed("one");
        assertThat(lookAgain()).containsExactly("one");
        assertThat(lookAgain()).isEmpty();
    }

    @Test
    void whatDoesNotRunIsInspectedEveryTime() {
        is("one", Phase.STOPPED, "noon");
        lookAgain();
        assertThat(lookAgain()).containsExactly("one");
    }

    @Test
    void anotherStateIsSeenWithoutAnEvent() {
        is("one", Phase.STOPPED, "noon");
        lookAgain();
        is("one", Phase.RUNNING, "one o'clock");
        assertThat(lookAgain()).containsExactly("one");
        is("one", Phase.RESTARTING, "one o'clock");
        assertThat(lookAgain()).containsExactly("one");
    }

    @Test
    void whatIsGoneIsForgotten() {
        is("one", Phase.RUNNING, "noon");
        lookAgain();
        there.clear();
        assertThat(lookAgain()).isEmpty();
        is("one", Phase.RUNNING, "noon");
        assertThat(lookAgain()).containsExactly("one");
    }
}
