package io.sealbook.standalone.documentation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes the words about types into the schemas that were drawn from them. */
final class Schemas {
    private static final String PLACE = "#/components/schemas/";
    private static final ObjectMapper JSON = Json31.mapper();

    private final Words words;
    private final OpenAPI document;
    private final Components components;

    Schemas(Words words, OpenAPI document) {
        this.words = words;
        this.document = document;
        this.components = document.getComponents();
    }

    /** The schema with the fragment laid over it; a fragment that is a name stands for the schema of that name. */
    static Schema<?> laidOver(@Nullable Schema<?> schema, @Nullable JsonNode fragment) {
        if (fragment == null) {
            return schema == null ? new Schema<>() : schema;
        }
        if (fragment.isTextual()) {
            return RecordSchemas.named(fragment.textValue());
        }
        ObjectNode whole = schema == null ? JSON.createObjectNode() : JSON.valueToTree(schema);
        return of(whole.setAll((ObjectNode) fragment));
    }

    static Schema<?> of(JsonNode json) {
        return JSON.convertValue(json, Schema.class);
    }

    /** What only requests carry has no fields but these, and its secrets are never shown; what nobody carries is left out. */
    void finish() {
        Set<String> asked = new TreeSet<>();
        Set<String> answered = new TreeSet<>();
        document.getPaths().values().stream()
                .flatMap(item -> item.readOperations().stream())
                .forEach(operation -> {
                    reach(operation.getRequestBody(), asked);
                    reach(operation.getParameters(), asked);
                    reach(operation.getResponses(), answered);
                });
        reach(components.getParameters(), asked);
        reach(components.getResponses(), answered);
        components.getSchemas().keySet().removeIf(name -> !asked.contains(name) && !answered.contains(name));
        components.getSchemas().replaceAll((name, schema) -> {
            ObjectNode said = words.schemas().getOrDefault(name, JSON.createObjectNode());
            ObjectNode whole = JSON.valueToTree(schema);
            describe(whole, said);
            if (!answered.contains(name)) {
                onlyAsked(whole);
            }
            return of(whole);
        });
    }

    private void describe(ObjectNode schema, ObjectNode said) {
        schema.path("properties").properties().forEach(property -> {
            ObjectNode each = (ObjectNode) property.getValue();
            String usual = words.fields().get(property.getKey());
            if (usual != null && !each.has("description")) {
                each.put("description", usual);
            }
            if (said.path("properties").path(property.getKey()) instanceof ObjectNode own) {
                each.setAll(own);
            }
        });
        schema.setAll(said.deepCopy().<ObjectNode>without("properties"));
    }

    private static void onlyAsked(ObjectNode schema) {
        if (schema.has("properties")) {
            schema.put("additionalProperties", false);
        }
        for (JsonNode property : schema.path("properties")) {
            if (property.path("format").asText().equals("password")) {
                ((ObjectNode) property).put("writeOnly", true);
            }
        }
    }

    private void reach(@Nullable Object part, Set<String> reached) {
        Deque<JsonNode> left = new ArrayDeque<>();
        left.add(JSON.valueToTree(part));
        while (!left.isEmpty()) {
            for (JsonNode reference : left.remove().findValues("$ref")) {
                String name = reference.asText();
                if (name.startsWith(PLACE) && reached.add(name.substring(PLACE.length()))) {
                    left.add(JSON.valueToTree(
                            Objects.requireNonNull(components.getSchemas().get(name.substring(PLACE.length())), name)));
                }
            }
        }
    }
}
