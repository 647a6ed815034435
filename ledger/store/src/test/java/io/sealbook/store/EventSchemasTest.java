package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonView;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.Inside;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The published schemas say what the records are, and the pinned bytes are what the schemas say. */
class EventSchemasTest {
    private static final Path PUBLISHED = Path.of("../../docs/contract/events");
    private static final Path BUILT = Path.of("target/events");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @ParameterizedTest
    @EnumSource(EventType.class)
    void theSchemaIsThatOfTheRecord(EventType type) throws IOException {
        String schema = JSON.writeValueAsString(EventSchemas.of(type)).replace("\r\n", "\n") + "\n";
        Path built = BUILT.resolve(type.wire() + ".schema.json");
        Files.createDirectories(BUILT);
        Files.writeString(built, schema);

        assertThat(schema)
                .as("a field is added by copying %s", built)
                .isEqualTo(Files.readString(PUBLISHED.resolve(type.wire() + ".schema.json")));
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void thePinnedBytesKeepTheSchema(EventType type) throws IOException {
        JsonNode schema = JSON.readTree(Files.readString(PUBLISHED.resolve(type.wire() + ".schema.json")));
        JsonNode event = JSON.readTree(Files.readString(PUBLISHED.resolve(type.wire() + ".json")));

        assertKept(type.wire(), event, schema);
    }

    @Test
    void everyTypeHasItsFilesAndNoFileIsLeftOver() throws IOException {
        try (Stream<Path> files = Files.list(PUBLISHED)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json")))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(EventType.values())
                            .flatMap(type -> Stream.of(type.wire() + ".json", type.wire() + ".schema.json"))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void whateverIsADigestStaysInside(EventType type) {
        for (RecordComponent component : type.payload().getRecordComponents()) {
            if (component.getType() == Digest.class) {
                JsonView view = component.getAccessor().getAnnotation(JsonView.class);
                assertThat(view).as(component.toString()).isNotNull();
                assertThat(view.value()).containsExactly(Inside.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void noFieldTakesANameThatEveryEventHas(EventType type) {
        assertThat(Arrays.stream(type.payload().getRecordComponents()).map(RecordComponent::getName))
                .doesNotContainAnyElementsOf(
                        List.of("actor", "requestId", "from", "idempotencyKey", "fingerprint", "at", "id", "type"));
    }

    // As much of a validator as these schemas need.
    private static void assertKept(String where, JsonNode value, JsonNode schema) {
        String type = schema.path("type").asString();
        boolean fits = switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> false;
        };
        assertThat(fits).as("%s is %s", where, type).isTrue();
        if (schema.has("enum")) {
            assertThat(schema.path("enum").valueStream().map(JsonNode::asString))
                    .contains(value.asString());
        }
        schema.path("required")
                .forEach(name -> assertThat(value.has(name.asString()))
                        .as("%s has %s", where, name)
                        .isTrue());
        value.forEach(item -> {
            if (type.equals("array")) {
                assertKept(where + "/-", item, schema.path("items"));
            }
        });
        Set<String> known = schema.path("properties").propertyNames().stream().collect(Collectors.toSet());
        value.properties().forEach(field -> {
            JsonNode next = schema.path("properties").path(field.getKey());
            if (schema.has("additionalProperties")) {
                assertKept(where + "/" + field.getKey(), field.getValue(), schema.path("additionalProperties"));
            } else {
                assertThat(known).as(where).contains(field.getKey());
                assertKept(where + "/" + field.getKey(), field.getValue(), next);
            }
        });
    }
}
