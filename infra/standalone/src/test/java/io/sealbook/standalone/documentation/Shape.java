package io.sealbook.standalone.documentation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** As much of JSON Schema (2020-12) as the document needs; a field that the document does not know is a fault too. */
public record Shape(Document document) {

    /** What is wrong with the value; nothing if it is what the schema says. */
    public List<String> faults(String where, JsonNode value, JsonNode schema) {
        List<String> faults = new ArrayList<>();
        JsonNode meant = document.resolved(schema);
        if (meant.has("oneOf")) {
            long fitting = Document.stream(meant.path("oneOf"))
                    .filter(each -> faults(where, value, each).isEmpty())
                    .count();
            if (fitting != 1) {
                faults.add(where + " fits " + fitting + " of its alternatives");
            }
            return faults;
        }
        if (!hasType(value, meant.path("type"))) {
            faults.add(where + " is no " + meant.path("type"));
            return faults;
        }
        if (value.isObject()) {
            object(where, value, meant, faults);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                faults.addAll(faults(where + "/" + i, value.get(i), meant.path("items")));
            }
        } else if (value.isTextual()) {
            text(where, value.textValue(), meant, faults);
        } else if (value.isNumber()
                && (value.asLong() < meant.path("minimum").asLong(Long.MIN_VALUE)
                        || value.asLong() > meant.path("maximum").asLong(Long.MAX_VALUE))) {
            faults.add(where + " is out of bounds");
        }
        return faults;
    }

    private static boolean hasType(JsonNode value, JsonNode type) {
        if (type.isArray()) {
            return Document.stream(type).anyMatch(each -> hasType(value, each));
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            case "" -> true;
            default -> false;
        };
    }

    private void object(String where, JsonNode value, JsonNode schema, List<String> faults) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(where + " has no " + name.asText());
            }
        });
        value.properties().forEach(field -> {
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode next = known.isMissingNode() ? schema.path("additionalProperties") : known;
            if (next.isObject()) {
                faults.addAll(faults(where + "/" + field.getKey(), field.getValue(), next));
            } else {
                faults.add(where + " has an unknown field " + field.getKey());
            }
        });
    }

    private static void text(String where, String value, JsonNode schema, List<String> faults) {
        boolean known = !schema.has("enum")
                || Document.stream(schema.path("enum"))
                        .anyMatch(each -> each.asText().equals(value));
        boolean meant = !schema.has("const") || schema.path("const").asText().equals(value);
        boolean formed = Pattern.compile(schema.path("pattern").asText(""))
                .matcher(value)
                .find();
        boolean fitting = value.length() >= schema.path("minLength").asInt(0)
                && value.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (!known
                || !meant
                || !formed
                || !fitting
                || !hasFormat(value, schema.path("format").asText())) {
            faults.add(where + " is no such text");
        }
    }

    private static boolean hasFormat(String value, String format) {
        try {
            return switch (format) {
                case "date-time" -> Instant.parse(value).toString().length() >= 20;
                case "uuid" -> UUID.fromString(value).toString().equals(value);
                case "duration" ->
                    value.contains("T")
                            ? !Duration.parse(value).isNegative()
                            : !Period.parse(value).isNegative();
                default -> true;
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return false;
        }
    }
}
