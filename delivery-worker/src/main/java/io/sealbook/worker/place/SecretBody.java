package io.sealbook.worker.place;

import io.sealbook.worker.line.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** The JSON that makes a secret of a Swarm, written into one array so that it can be wiped. */
final class SecretBody {
    private static final byte[] BEFORE = ",\"Data\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\"}".getBytes(StandardCharsets.US_ASCII);

    private SecretBody() {}

    /** Whoever takes it wipes it. */
    static byte[] of(String name, Map<String, String> labels, byte[] value) {
        byte[] head = Json.MAPPER.writeValueAsBytes(Map.of("Name", name, "Labels", labels));
        byte[] encoded = Base64.getEncoder().encode(value);
        // Without the brace that ends the object.
        int open = head.length - 1;
        byte[] body = Arrays.copyOf(head, open + BEFORE.length + encoded.length + AFTER.length);
        System.arraycopy(BEFORE, 0, body, open, BEFORE.length);
        System.arraycopy(encoded, 0, body, open + BEFORE.length, encoded.length);
        System.arraycopy(AFTER, 0, body, body.length - AFTER.length, AFTER.length);
        Arrays.fill(encoded, (byte) 0);
        return body;
    }
}
