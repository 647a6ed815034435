package io.sealbook.seal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/**
 * What a seal is bound to: ledger, stream, event and type. Bytes moved to any other place do not open. It holds nothing
 * that is unknown when sealing (the position) or that may change (key versions).
 */
public record SealContext(String ledger, byte[] tag, UUID eventId, String type) {

    byte[] associatedData(String kind) {
        String encodedTag = Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
        return ("sl/1|" + kind + "|" + ledger + "|main|" + encodedTag + "|" + eventId + "|" + type)
                .getBytes(StandardCharsets.UTF_8);
    }
}
