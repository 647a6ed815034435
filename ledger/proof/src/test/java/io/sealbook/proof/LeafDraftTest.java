package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A draft becomes exactly the leaf that its place makes it. */
class LeafDraftTest {
    private static final long SEED = 20_261_122;

    private final Random random = new Random(SEED);

    @Test
    void aDraftInItsPlaceIsTheLeafOfThatPlace() {
        for (int i = 0; i < 500; i++) {
            UUID id = new UUID(random.nextLong(), random.nextLong());
            String type = "io.sealbook.secret.pos.seq.v" + i;
            String tag = text(16);
            String commitment = i % 3 == 0 ? "" : text(32);
            String hash = i % 3 == 1 ? text(32) : "";
            List<String> disclosures = new ArrayList<>();
            for (int n = random.nextInt(13); n > 0; n--) {
                disclosures.add(text(32));
            }
            disclosures.sort(null);
            long position = random.nextLong(1L << random.nextInt(1, 63));
            long sequence = 1 + random.nextLong(1L << random.nextInt(1, 62));
            Instant at = Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));

            byte[] placed = new LeafDraft(id, type, tag, commitment, hash, disclosures).bytes(position, at, sequence);

            Leaf leaf = new Leaf(position, id, type, at, tag, sequence, commitment, hash, disclosures);
            assertThat(placed).isEqualTo(leaf.bytes());
            assertThat(Leaf.read(placed)).isEqualTo(leaf);
        }
    }

    @Test
    void whatNoLeafMayBeNoDraftMayBecome() {
        LeafDraft draft = new LeafDraft(new UUID(0, 1), "a", text(16), "", "", List.of());
        assertThatIllegalArgumentException().isThrownBy(() -> draft.bytes(-1, Instant.EPOCH, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> draft.bytes(0, Instant.EPOCH, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> draft.bytes(0, Instant.EPOCH.plusNanos(1), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LeafDraft(new UUID(0, 1), "\"pos\":\"0\"", text(16), "", "", List.of()));
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
