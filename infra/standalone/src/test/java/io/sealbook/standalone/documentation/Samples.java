package io.sealbook.standalone.documentation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sealbook.standalone.documentation.Document.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Values for the parameters of a document: good ones by its examples, wrong ones by its rules. */
public record Samples(Document document) {

    /** A good value for everything that the operation must have. */
    public Map<String, String> good(Operation operation) {
        Map<String, String> samples = new HashMap<>();
        for (JsonNode parameter : operation.parameters()) {
            if (parameter.path("required").asBoolean()) {
                samples.put(parameter.path("name").asText(), good(document.resolved(parameter.path("schema"))));
            }
        }
        return samples;
    }

    private static String good(JsonNode schema) {
        if (schema.path("format").asText().equals("uuid")) {
            return UUID.randomUUID().toString();
        }
        return schema.has("enum")
                ? schema.path("enum").path(0).asText()
                : schema.path("examples").path(0).asText("any");
    }

    /** A value that breaks the rule, if there is a rule. */
    public Optional<String> wrong(JsonNode ofParameter) {
        JsonNode schema = document.resolved(ofParameter);
        if (schema.has("maximum")) {
            return Optional.of(Long.toString(schema.path("maximum").asLong() + 1));
        }
        if (schema.has("minimum")) {
            return Optional.of(Long.toString(schema.path("minimum").asLong() - 1));
        }
        if (schema.path("type").asText().equals("integer")) {
            return Optional.of("one");
        }
        if (schema.has("maxLength")) {
            return Optional.of("a".repeat(schema.path("maxLength").asInt() + 1));
        }
        if (schema.path("items").path("minLength").asInt() == 1) {
            return Optional.of("!"); // excludes nothing at all
        }
        Shape shape = new Shape(document);
        JsonNode each = schema.has("items") ? schema.path("items") : schema;
        return Stream.of("!", "a b")
                .filter(text -> !shape.faults("", TextNode.valueOf(text), each).isEmpty())
                .findFirst();
    }
}
