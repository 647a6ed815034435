package io.sealbook.api.http;

import java.util.List;

/**
 * That an event is in the tree: its leaf bytes, index and audit path (RFC 9162 §2.1.3), the tree's size and root, and the
 * signed checkpoint (C2SP tlog-checkpoint) over them. Hashes and leaf are standard base64.
 */
public record InclusionAnswer(
        String eventId, long index, long size, String root, String leaf, List<String> hashes, String checkpoint) {
    public InclusionAnswer {
        hashes = List.copyOf(hashes);
    }
}
