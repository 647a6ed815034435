package io.sealbook.store;

import io.sealbook.proof.LeafDraft;
import io.sealbook.seal.SealedMetadata;
import io.sealbook.seal.SealedValue;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jspecify.annotations.Nullable;

/**
 * An event ready to be appended: sealed and tagged, all but its place in the ledger.
 *
 * @param pseudonyms of {@code tags}, in the same order; the first owns the event
 */
record SealedEvent(
        UUID id,
        QualifiedName type,
        Instant at,
        Set<Tag> tags,
        List<byte[]> pseudonyms,
        SealedMetadata metadata,
        @Nullable SealedValue value,
        LeafDraft leaf) {
    byte[] owner() {
        return pseudonyms.getFirst();
    }
}
