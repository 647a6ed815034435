package io.sealbook.standalone.documentation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** An OpenAPI document as its reader sees it. */
public record Document(JsonNode root) {
    public static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    /** The one in the repository, which the service serves. */
    public static Document committed() throws IOException {
        return new Document(
                new YAMLMapper().readTree(Files.readString(REPOSITORY.resolve("docs/contract/openapi.yaml"))));
    }

    /** One operation; its parameters and answers are resolved. */
    public record Operation(String method, String path, JsonNode json, List<JsonNode> parameters) {
        public String id() {
            return json.path("operationId").asText();
        }

        public String route() {
            return method + " " + path;
        }

        public boolean isOpen() {
            return json.path("security").isArray() && json.path("security").isEmpty();
        }

        /** All actions that it speaks of needing. */
        public List<String> needs() {
            return stream(json.path("security"))
                    .flatMap(alternative -> stream(alternative.path("key")))
                    .map(JsonNode::asText)
                    .distinct()
                    .toList();
        }

        @Override
        public String toString() {
            return route();
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(java.util.Locale.ROOT),
                                path.getKey(),
                                method.getValue(),
                                stream(method.getValue().path("parameters"))
                                        .map(this::resolved)
                                        .toList()))));
        return operations;
    }

    public Operation operation(String id) {
        return operations().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** What the operation answers with this status; missing if it does not say. */
    public JsonNode answer(Operation operation, int status) {
        return resolved(operation.json().path("responses").path(Integer.toString(status)));
    }

    public ObjectNode schemas() {
        return (ObjectNode) root.path("components").path("schemas");
    }

    /** What is meant where something stands or refers to what is meant. */
    public JsonNode resolved(JsonNode here) {
        return here.has("$ref") ? root.at(here.path("$ref").asText().substring(1)) : here;
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
