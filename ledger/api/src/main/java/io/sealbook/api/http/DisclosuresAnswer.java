package io.sealbook.api.http;

import java.util.List;

/** What may be told of an event, field by field, and the leaf that proves each field alone, in standard base64. */
public record DisclosuresAnswer(String eventId, long position, String leaf, List<DisclosedField> fields) {
    public DisclosuresAnswer {
        fields = List.copyOf(fields);
    }
}
