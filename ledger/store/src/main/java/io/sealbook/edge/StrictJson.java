package io.sealbook.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * How requests are read: every field known, of its own type and given once; what a record does not declare
 * {@code @Nullable} is required. A record that arrives here is whole, and a null never reaches the ledger.
 */
final class StrictJson {
    private StrictJson() {}

    static void configure(JsonMapper.Builder builder) {
        builder.addModule(new SimpleModule("iso")
                        .addDeserializer(Duration.class, IsoText.DURATION)
                        .addDeserializer(Instant.class, IsoText.INSTANT))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfigDefaults(
                        none -> none.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                .annotationIntrospector(AnnotationIntrospector.pair(new Required(), builder.annotationIntrospector()));
    }

    private static final class Required extends NopAnnotationIntrospector {
        @Override
        public JsonSetter.@Nullable Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
            RecordComponent component = component(annotated);
            if (component == null) {
                return null;
            }
            return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    ? JsonSetter.Value.forContentNulls(Nulls.FAIL)
                    : JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL);
        }

        private static @Nullable RecordComponent component(Annotated annotated) {
            if (!(annotated instanceof AnnotatedMember member)
                    || !member.getDeclaringClass().isRecord()
                    || !member.getDeclaringClass().getName().startsWith("io.sealbook.")) {
                return null;
            }
            RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
            if (member instanceof AnnotatedParameter parameter) {
                boolean canonical = parameter.getOwner().getParameterCount() == components.length;
                return canonical ? components[parameter.getIndex()] : null;
            }
            for (RecordComponent component : components) {
                if (component.getName().equals(member.getName())) {
                    return component;
                }
            }
            return null;
        }
    }
}
