package io.sealbook.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.JsonView;
import io.sealbook.api.Actor;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** JSON Schema (2020-12) of each event as the ledger keeps it, drawn from the records themselves. */
final class EventSchemas {
    private EventSchemas() {}

    static Map<String, Object> of(EventType type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:sealbook:event:" + type.wire());
        schema.put("title", type.wire());
        schema.put("$comment", "Fields that are unknown come from a newer Sealbook and are passed over.");
        Map<String, Object> properties = new TreeMap<>();
        List<String> required = new ArrayList<>(List.of("actor", "requestId"));
        members(type.payload(), properties, required);
        properties.put("actor", object(Actor.class));
        properties.put("requestId", Map.of("type", "string"));
        properties.put("from", described("string", "the network address that the request came from"));
        Map<String, Object> key = object(StreamName.class);
        key.put("description", "inside: the idempotency key of the request");
        properties.put("idempotencyKey", key);
        properties.put("fingerprint", described("string", "inside: tells a repeated request from another"));
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required.stream().sorted().toList());
        return schema;
    }

    private static Map<String, Object> described(String type, String description) {
        return new TreeMap<>(Map.of("type", type, "description", description));
    }

    private static void members(Class<?> record, Map<String, Object> properties, List<String> required) {
        for (RecordComponent component : record.getRecordComponents()) {
            Map<String, Object> schema = schema(component.getAnnotatedType());
            if (component.getAccessor().isAnnotationPresent(JsonView.class)) {
                schema.put("description", "inside: kept by the ledger, published to nobody");
            }
            properties.put(component.getName(), schema);
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
    }

    private static Map<String, Object> object(Class<?> record) {
        Map<String, Object> properties = new TreeMap<>();
        List<String> required = new ArrayList<>();
        members(record, properties, required);
        return new TreeMap<>(Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                required.stream().sorted().toList()));
    }

    private static Map<String, Object> schema(AnnotatedType annotated) {
        if (annotated instanceof AnnotatedParameterizedType parameterized) {
            AnnotatedType last = parameterized
                    .getAnnotatedActualTypeArguments()[parameterized.getAnnotatedActualTypeArguments().length - 1];
            return parameterized.getAnnotatedActualTypeArguments().length == 2
                    ? new TreeMap<>(Map.of("type", "object", "additionalProperties", schema(last)))
                    : new TreeMap<>(Map.of("type", "array", "items", schema(last)));
        }
        Type type = annotated.getType();
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalStateException("no schema for " + type);
        }
        if (plain == String.class) {
            return simple("string");
        }
        if (plain == Instant.class) {
            return new TreeMap<>(Map.of("type", "string", "format", "date-time"));
        }
        if (plain == Period.class || plain == Duration.class) {
            return new TreeMap<>(Map.of("type", "string", "format", "duration"));
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return simple("boolean");
        }
        if (plain == int.class || plain == Integer.class || plain == long.class || plain == Long.class) {
            return simple("integer");
        }
        if (plain.isEnum()) {
            return new TreeMap<>(Map.of("type", "string", "enum", names(plain)));
        }
        if (plain.isRecord()) {
            boolean text = Arrays.stream(plain.getRecordComponents())
                    .anyMatch(component -> component.getAccessor().isAnnotationPresent(JsonValue.class));
            return text ? simple("string") : object(plain);
        }
        throw new IllegalStateException("no schema for " + plain);
    }

    private static Map<String, Object> simple(String type) {
        return new TreeMap<>(Map.of("type", type));
    }

    private static List<String> names(Class<?> constants) {
        List<String> names = new ArrayList<>();
        for (Field field : constants.getFields()) {
            JsonProperty name = field.getAnnotation(JsonProperty.class);
            if (field.isEnumConstant()) {
                if (name == null) {
                    throw new IllegalStateException(field + " has no wire name");
                }
                names.add(name.value());
            }
        }
        return names;
    }
}
