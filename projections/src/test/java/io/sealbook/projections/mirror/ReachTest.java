package io.sealbook.projections.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static SignedCheckpoint checkpoint(long size) {
        return new SignedCheckpoint(size, "a log", "a note");
    }

    @Test
    void emptyTopicsReachNowhere() {
        Reach reach = Reach.of(OptionalLong.empty(), OptionalLong.empty());

        assertThat(reach).isEqualTo(new Reach(0, -1));
        assertThat(reach.lacks(checkpoint(0))).isTrue();
        assertThat(reach.towards(checkpoint(0), 10)).isEqualTo(new Reach(0, 0));
    }

    @Test
    void aLongWayGoesInStepsAndTheCheckpointWithTheLast() {
        Reach reach = Reach.of(OptionalLong.of(6), OptionalLong.of(7));

        reach = reach.towards(checkpoint(12), 3);
        assertThat(reach).isEqualTo(new Reach(10, 7));
        reach = reach.towards(checkpoint(12), 3);
        assertThat(reach).isEqualTo(new Reach(12, 12));
        assertThat(reach.lacks(checkpoint(12))).isFalse();
    }

    @Test
    void aFullStepThatEndsAtTheCheckpointTakesItAlong() {
        assertThat(new Reach(0, -1).towards(checkpoint(3), 3)).isEqualTo(new Reach(3, 3));
    }

    @Test
    void aCheckpointWhoseEventsAreAllThereGoesAlone() {
        assertThat(new Reach(5, -1).towards(checkpoint(5), 3)).isEqualTo(new Reach(5, 5));
    }

    @Test
    void eventsThatRanAheadAreNotFollowedByMoreUntilACheckpointCoversThem() {
        Reach ahead = new Reach(9, -1);

        assertThat(ahead.towards(checkpoint(5), 3)).isEqualTo(new Reach(9, 5));
        assertThat(ahead.towards(checkpoint(10), 3)).isEqualTo(new Reach(10, 10));
    }

    @Test
    void eventsAreMadeGoodThatALostTopicTookAlong() {
        Reach lost = Reach.of(OptionalLong.empty(), OptionalLong.of(4));

        assertThat(lost.lacks(checkpoint(4))).isTrue();
        assertThat(lost.towards(checkpoint(4), 3)).isEqualTo(new Reach(3, 4));
        assertThat(new Reach(3, 4).lacks(checkpoint(4))).isTrue();
        assertThat(new Reach(3, 4).towards(checkpoint(4), 3)).isEqualTo(new Reach(4, 4));
        assertThat(new Reach(4, 4).lacks(checkpoint(4))).isFalse();
    }

    @Test
    void anOlderCheckpointThanTheLastIsNotLacking() {
        assertThat(new Reach(9, 9).lacks(checkpoint(8))).isFalse();
        assertThat(new Reach(9, 9).lacks(checkpoint(9))).isFalse();
    }
}
