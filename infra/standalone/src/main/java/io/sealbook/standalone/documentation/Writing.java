package io.sealbook.standalone.documentation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealbook.projections.trail.TrailStream;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.tags.Tag;

/** Writes the words into the document that springdoc drew from the routes. */
final class Writing {
    private static final ObjectMapper JSON = Json31.mapper();

    private final Words words;
    private final OpenAPI document;
    private final Components components;

    Writing(Words words, OpenAPI document) {
        this.words = words;
        this.document = document;
        this.components = document.getComponents() == null ? new Components() : document.getComponents();
    }

    void write() {
        document.components(components);
        document.getInfo().description(words.about());
        document.tags(words.rooms().entrySet().stream()
                .map(room -> new Tag().name(room.getKey()).description(room.getValue()))
                .toList());
        words.identities()
                .forEach((name, scheme) ->
                        components.addSecuritySchemes(name, JSON.convertValue(scheme, SecurityScheme.class)));
        words.headers().forEach((name, header) -> components.addHeaders(name, JSON.convertValue(header, Header.class)));
        ModelConverters.getInstance(true).readAll(TrailStream.Gap.class).forEach(components::addSchemas);
        words.others().forEach((name, schema) -> components.addSchemas(name, Schemas.of(schema)));
        Parameters parameters = new Parameters(words.parameters(), components);
        Refusals refusals = new Refusals(words.problems(), components);
        document.getPaths()
                .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                    Words.Route route = words.routes().get(method + " " + path);
                    if (route != null) {
                        new OperationText(parameters, refusals, route, operation).write();
                    }
                }));
        new Schemas(words, document).finish();
    }
}
