package io.sealbook.standalone.documentation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.sealbook.api.Sensitive;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Schemas drawn from our own types, as the edge reads and writes them: what a record does not declare {@code @Nullable}
 * is required, an enum is its wire names, a value type is a text of its form. A type that has no place in the contract is
 * a bug, not an empty schema.
 */
final class RecordSchemas implements ModelConverter {
    private static final TypeFactory TYPES = TypeFactory.defaultInstance();

    private static final Map<Class<?>, List<String>> PLAIN = Map.ofEntries(
            Map.entry(String.class, List.of("string")),
            Map.entry(Sensitive.class, List.of("string", "password")),
            Map.entry(UUID.class, List.of("string", "uuid")),
            Map.entry(Instant.class, List.of("string", "date-time")),
            Map.entry(Duration.class, List.of("string", "duration")),
            Map.entry(Period.class, List.of("string", "duration")),
            Map.entry(boolean.class, List.of("boolean")),
            Map.entry(Boolean.class, List.of("boolean")),
            Map.entry(int.class, List.of("integer", "int32")),
            Map.entry(Integer.class, List.of("integer", "int32")),
            Map.entry(long.class, List.of("integer", "int64")),
            Map.entry(Long.class, List.of("integer", "int64")));

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> next) {
        JavaType known = TYPES.constructType(type.getType());
        if (isOurs(known.getRawClass())) {
            return schema(known, context);
        }
        return next.hasNext() ? next.next().resolve(type, context, next) : null;
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("io.sealbook.");
    }

    private static Schema<?> schema(JavaType type, ModelConverterContext context) {
        Class<?> raw = type.getRawClass();
        List<String> plain = PLAIN.get(raw);
        if (plain != null) {
            return plain(plain);
        }
        if (raw == Object.class) {
            return new JsonSchema();
        }
        if (Map.class.isAssignableFrom(raw)) {
            return of("object").additionalProperties(schema(type.getContentType(), context));
        }
        if (Collection.class.isAssignableFrom(raw)) {
            Schema<?> array = of("array").items(schema(type.getContentType(), context));
            return Set.class.isAssignableFrom(raw) ? array.uniqueItems(true) : array;
        }
        if (!isOurs(raw)) {
            throw new IllegalStateException("bug: " + raw + " has no place in the contract");
        }
        if (raw.isEnum() && raw.isMemberClass()) {
            return names(raw);
        }
        return defined(type, context);
    }

    private static Schema<?> defined(JavaType type, ModelConverterContext context) {
        String name = name(type);
        if (!context.getDefinedModels().containsKey(name)) {
            context.defineModel(name, model(type, context));
        }
        return named(name);
    }

    private static Schema<?> model(JavaType type, ModelConverterContext context) {
        Class<?> raw = type.getRawClass();
        if (raw.isEnum()) {
            return names(raw);
        }
        if (raw.isSealed()) {
            Schema<?> choice = new JsonSchema();
            Arrays.stream(raw.getPermittedSubclasses())
                    .forEach(each -> choice.addOneOfItem(schema(TYPES.constructType(each), context)));
            return choice;
        }
        if (!raw.isRecord()) {
            throw new IllegalStateException("bug: " + raw + " has no place in the contract");
        }
        RecordComponent[] components = raw.getRecordComponents();
        if (components.length == 1 && components[0].getAccessor().isAnnotationPresent(JsonValue.class)) {
            return of("string").pattern("^" + constant(raw, "FORM") + "$").description(sentence(constant(raw, "RULE")));
        }
        Schema<?> object = of("object");
        members(type, object, context);
        return object;
    }

    private static void members(JavaType record, Schema<?> object, ModelConverterContext context) {
        for (RecordComponent component : record.getRawClass().getRecordComponents()) {
            JavaType type = TYPES.resolveMemberType(component.getGenericType(), record.getBindings());
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                members(type, object, context);
                continue;
            }
            Schema<?> property = schema(type, context);
            if (component.getName().endsWith("Base64")) {
                property.setContentEncoding("base64");
            }
            object.addProperty(component.getName(), property);
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                object.addRequiredItem(component.getName());
            }
        }
    }

    /** {@code Page<AuditEvent>} is an AuditEventPage, the File of a Delivery is a DeliveryFile. */
    private static String name(JavaType type) {
        StringBuilder name = new StringBuilder();
        type.getBindings().getTypeParameters().forEach(parameter -> name.append(name(parameter)));
        Class<?> enclosing = type.getRawClass().getEnclosingClass();
        if (enclosing != null) {
            name.append(enclosing.getSimpleName());
        }
        return name.append(type.getRawClass().getSimpleName()).toString();
    }

    private static Schema<?> names(Class<?> constants) {
        List<String> names = Arrays.stream(constants.getFields())
                .filter(Field::isEnumConstant)
                .map(constant -> constant.getAnnotation(JsonProperty.class).value())
                .toList();
        JsonSchema schema = of("string");
        schema.setEnum(List.copyOf(names));
        return schema;
    }

    private static Schema<?> plain(List<String> typeAndFormat) {
        Schema<?> schema = of(typeAndFormat.getFirst());
        return typeAndFormat.size() == 1 ? schema : schema.format(typeAndFormat.getLast());
    }

    static JsonSchema of(String type) {
        JsonSchema schema = new JsonSchema();
        schema.addType(type);
        return schema;
    }

    /** Stands for the schema of this name. */
    static JsonSchema named(String name) {
        JsonSchema schema = new JsonSchema();
        schema.set$ref("#/components/schemas/" + name);
        return schema;
    }

    private static String constant(Class<?> type, String name) {
        try {
            return (String) type.getField(name).get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("bug: " + type + " is a text without a public " + name, e);
        }
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
