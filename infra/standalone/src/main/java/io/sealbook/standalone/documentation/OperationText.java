package io.sealbook.standalone.documentation;

import io.sealbook.api.access.Action;
import io.sealbook.server.command.Idempotent;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the words about one route into its operation, and what follows from what the operation takes. */
final class OperationText {
    private static final String READS_THE_TRAIL = Action.AUDIT_READ.toString();

    private final Parameters parameters;
    private final Refusals refusals;
    private final Words.Route route;
    private final Operation operation;

    OperationText(Parameters parameters, Refusals refusals, Words.Route route, Operation operation) {
        this.parameters = parameters;
        this.refusals = refusals;
        this.route = route;
        this.operation = operation;
    }

    void write() {
        operation
                .operationId(route.id())
                .tags(List.of(route.room()))
                .summary(route.summary())
                .description(description())
                .security(security())
                .parameters(parameters.of(route, operation.getParameters()));
        if (operation.getRequestBody() != null) {
            if (!route.reads().isEmpty()) {
                operation.getRequestBody().setContent(content(route.reads()));
            }
            MediaType json = operation.getRequestBody().getContent().get("application/json");
            if (json != null && route.example() != null) {
                json.setExample(route.example());
            }
        }
        operation.responses(responses());
    }

    private @Nullable String description() {
        String needs = route.needs().isEmpty()
                ? ""
                : "Needs "
                        + route.needs().stream()
                                .map(actions -> "`" + actions.replace(" and ", "` and `") + "`")
                                .collect(Collectors.joining(", or "))
                        + ".";
        String said = route.description() == null ? "" : route.description().strip();
        String both = (said + "\n\n" + needs).strip();
        return both.isEmpty() ? null : both;
    }

    // A role of a scheme that is not OAuth is what the caller must be allowed (OpenAPI 3.1, Security Requirement
    // Object).
    private List<SecurityRequirement> security() {
        List<SecurityRequirement> alternatives = new ArrayList<>();
        for (String needed : route.needs()) {
            List<String> actions = List.of(needed.split(" and "));
            alternatives.add(new SecurityRequirement().addList("key", actions));
            if (needed.equals(READS_THE_TRAIL)) {
                alternatives.add(new SecurityRequirement().addList("session", actions));
            }
        }
        if (route.needs().isEmpty() && !route.open()) {
            alternatives.add(new SecurityRequirement().addList("key"));
            alternatives.add(new SecurityRequirement().addList("session"));
        }
        return alternatives;
    }

    private ApiResponses responses() {
        Map<String, ApiResponse> responses = new TreeMap<>();
        ApiResponse drawn = operation.getResponses().get("200");
        Content content =
                route.writes().isEmpty() ? drawn == null ? null : drawn.getContent() : content(route.writes());
        route.answers().forEach((status, meaning) -> {
            ApiResponse response = new ApiResponse().description(meaning);
            response.addHeaderObject("X-Request-Id", Refusals.header("X-Request-Id"));
            route.headers().forEach(name -> response.addHeaderObject(name, Refusals.header(name)));
            boolean hasBody = status != 204 && status != 304;
            responses.put(status.toString(), hasBody ? response.content(content) : response);
        });
        problems().forEach((status, codes) -> responses.put(status.toString(), refusals.of(codes)));
        responses.put(
                "503",
                refusals.named(
                        "Unavailable",
                        List.of(
                                "ledger-unavailable",
                                "ledger-frozen",
                                "permissions-unknown",
                                "read-model-behind",
                                "not-covered-yet")));
        responses.put(
                "default", refusals.named("AnythingElse", List.of("internal", "method-not-allowed", "not-acceptable")));
        ApiResponses ordered = new ApiResponses();
        ordered.putAll(responses);
        return ordered;
    }

    private Map<Integer, List<String>> problems() {
        Map<Integer, List<String>> problems = new TreeMap<>();
        boolean hasBody = operation.getRequestBody() != null;
        if (hasBody || operation.getParameters() != null) {
            problems.put(400, List.of("invalid-request"));
        }
        if (!route.open()) {
            problems.put(401, List.of("unauthenticated"));
        }
        if (!route.needs().isEmpty()) {
            problems.put(403, List.of("not-allowed"));
        }
        if (hasBody) {
            problems.put(413, List.of("too-large"));
            problems.put(415, List.of("unsupported-media-type"));
        }
        if (operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(parameter -> Idempotent.HEADER.equals(parameter.getName()))) {
            problems.put(422, List.of("idempotency-key-reused"));
        }
        problems.putAll(route.refuses());
        return problems;
    }

    private static Content content(Map<String, String> schemas) {
        Content content = new Content();
        schemas.forEach(
                (type, schema) -> content.addMediaType(type, new MediaType().schema(RecordSchemas.named(schema))));
        return content;
    }
}
