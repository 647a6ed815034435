package io.sealbook.seal;

import java.util.List;
import java.util.UUID;

/** An event's metadata, sealed, and the digest of each field's disclosure (RFC 9901), sorted and padded with decoys. */
public record SealedMetadata(UUID key, byte[] ciphertext, List<String> disclosureDigests) {
    public SealedMetadata {
        disclosureDigests = List.copyOf(disclosureDigests);
    }

    @Override
    public String toString() {
        return "SealedMetadata[" + key + "]";
    }
}
