package io.sealbook.api.http;

import java.util.List;

/** That the log only grew from one size to another (RFC 9162 §2.1.4): hashes in standard base64. */
public record ConsistencyAnswer(long from, long to, List<String> hashes) {
    public ConsistencyAnswer {
        hashes = List.copyOf(hashes);
    }
}
