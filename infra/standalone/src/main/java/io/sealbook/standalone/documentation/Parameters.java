package io.sealbook.standalone.documentation;

import io.sealbook.projections.trail.Field;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What operations take: what the code declares, what it reads besides, and the filter of the trail. */
final class Parameters {
    private static final List<String> PLACES = List.of("path", "query", "header");
    private static final List<String> FILTER = Stream.concat(
                    Arrays.stream(Field.values()).map(Field::parameter), Stream.of("from", "to"))
            .toList();

    private final Map<String, Words.Parameter> words;

    /** The filter stands once in the document, for all operations that take it. */
    Parameters(Map<String, Words.Parameter> words, Components components) {
        this.words = words;
        for (Field field : Field.values()) {
            components.addParameters(field.parameter(), anyOrNone(field, filter(field.parameter())));
        }
        components.addParameters("from", filter("from"));
        components.addParameters("to", filter("to"));
    }

    private Parameter filter(String name) {
        return said(new Parameter().name(name).in("query"), null);
    }

    @Nullable
    List<Parameter> of(Words.Route route, @Nullable List<Parameter> declared) {
        Map<String, Parameter> own = new LinkedHashMap<>();
        if (declared != null) {
            declared.forEach(parameter -> own.put(parameter.getName(), parameter));
        }
        route.takes().keySet().forEach(name -> own.computeIfAbsent(name, new Parameter()::name));
        List<Parameter> all = new ArrayList<>();
        own.values().forEach(parameter -> all.add(said(parameter, route.takes().get(parameter.getName()))));
        all.sort(Comparator.comparingInt(parameter -> PLACES.indexOf(parameter.getIn())));
        if (route.filtered()) {
            FILTER.forEach(name -> all.add(new Parameter().$ref("#/components/parameters/" + name)));
        }
        return all.isEmpty() ? null : all;
    }

    private Parameter said(Parameter parameter, Words.@Nullable Parameter here) {
        lay(words.get(parameter.getName()), parameter);
        lay(here, parameter);
        return parameter;
    }

    private static void lay(Words.@Nullable Parameter said, Parameter parameter) {
        if (said == null) {
            return;
        }
        if (said.in() != null) {
            parameter.in(said.in());
        }
        if (said.required() != null) {
            parameter.required(said.required());
        }
        if (said.description() != null) {
            parameter.description(said.description());
        }
        parameter.schema(Schemas.laidOver(parameter.getSchema(), said.schema()));
    }

    private static Parameter anyOrNone(Field field, Parameter parameter) {
        Schema<Object> value = RecordSchemas.of("string");
        value.setMinLength(1);
        if (!field.rule().known().isEmpty()) {
            value.setPattern("^!?(" + String.join("|", field.rule().known()).replace(".", "\\.") + ")$");
        }
        Schema<Object> values = RecordSchemas.of("array");
        values.setItems(value);
        values.setMaxItems(Field.MOST_VALUES);
        return parameter
                .description(
                        "%s Given more than once, any of the values; those with a leading `!` are excluded. Each %s."
                                .formatted(
                                        parameter.getDescription(), field.rule().words()))
                .schema(values);
    }
}
