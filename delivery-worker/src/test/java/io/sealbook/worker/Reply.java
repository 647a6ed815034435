package io.sealbook.worker;

import io.sealbook.worker.line.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** An answer of the ledger double. */
record Reply(int status, byte[] body) {
    static Reply json(int status, Object body) {
        return new Reply(status, Json.MAPPER.writeValueAsBytes(body));
    }

    static Reply empty(int status) {
        return new Reply(status, new byte[0]);
    }

    /** A delivery as lines for shells; what is none stays as it is. */
    Reply asLines() {
        if (status != 200) {
            return this;
        }
        JsonNode files = Json.MAPPER.readTree(body).path("secrets");
        StringBuilder lines = new StringBuilder();
        for (JsonNode file : files) {
            lines.append(file.path("name").asString() + " " + file.path("mode").asString() + " "
                    + file.path("valueBase64").asString() + "\n");
        }
        return new Reply(200, (lines + "#end " + files.size() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
