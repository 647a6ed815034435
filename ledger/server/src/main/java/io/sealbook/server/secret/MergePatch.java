package io.sealbook.server.secret;

import io.sealbook.api.event.Description;
import io.sealbook.edge.Problem;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A merge patch (RFC 7396) of a description: absent stays, null removes, anything else replaces; labels merge one by one.
 * What comes of it keeps the rules of a description, or the request is refused.
 */
final class MergePatch implements UnaryOperator<Description> {
    private static final Set<String> FIELDS = Set.of("contentType", "comment", "owner", "labels", "rotateEvery");

    private final JsonNode patch;

    private MergePatch(JsonNode patch) {
        this.patch = patch;
    }

    /** The patch, if it is an object of known fields with the right types. */
    static MergePatch read(JsonNode patch) {
        if (!patch.isObject()) {
            throw Problem.badRequest("", "must be a JSON object");
        }
        patch.properties().forEach(field -> {
            if (!FIELDS.contains(field.getKey())) {
                throw Problem.badRequest("/" + field.getKey(), "is not a known field");
            }
            boolean fits = field.getValue().isNull()
                    || (field.getKey().equals("labels")
                            ? field.getValue().isObject()
                            : field.getValue().isString());
            if (!fits) {
                throw Problem.badRequest("/" + field.getKey(), "is not of the expected type");
            }
        });
        MergePatch read = new MergePatch(patch);
        read.apply(Description.EMPTY);
        return read;
    }

    @Override
    public Description apply(Description before) {
        return Descriptions.check(new Description(
                text("contentType", before.contentType()),
                text("comment", before.comment()),
                text("owner", before.owner()),
                labels(before.labels()),
                period(before.rotateEvery())));
    }

    private @Nullable String text(String field, @Nullable String before) {
        JsonNode value = patch.get(field);
        return value == null ? before : value.isNull() ? null : value.stringValue();
    }

    private Map<String, String> labels(Map<String, String> before) {
        JsonNode value = patch.get("labels");
        if (value == null) {
            return before;
        }
        Map<String, String> merged = new HashMap<>(value.isNull() ? Map.of() : before);
        value.properties().forEach(label -> {
            if (label.getValue().isNull()) {
                merged.remove(label.getKey());
            } else if (label.getValue().isString()) {
                merged.put(label.getKey(), label.getValue().stringValue());
            } else {
                throw Problem.badRequest("/labels", "every label is a text, or null to remove it");
            }
        });
        return merged;
    }

    private @Nullable Period period(@Nullable Period before) {
        String text = text("rotateEvery", before == null ? null : before.toString());
        try {
            return text == null ? null : Period.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.badRequest("/rotateEvery", "is an ISO 8601 period of days, such as P90D");
        }
    }
}
