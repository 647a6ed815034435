package io.sealbook.standalone.documentation;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.util.StringUtils;

/** Answers that say no, each once in the document, however many operations give it. */
final class Refusals {
    private final Map<String, String> problems;
    private final Components components;

    Refusals(Map<String, String> problems, Components components) {
        this.problems = problems;
        this.components = components;
    }

    /** The answer with one of these problems. */
    ApiResponse of(List<String> codes) {
        return named(codes.stream().map(Refusals::name).collect(Collectors.joining("Or")), codes);
    }

    /** The answer with one of these problems, by a name of its own. */
    ApiResponse named(String name, List<String> codes) {
        String words = codes.stream()
                .map(code -> "`" + code + "`: " + problems.get(code))
                .collect(Collectors.joining("\n\n"));
        ApiResponse response = new ApiResponse()
                .description(words)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json", new MediaType().schema(RecordSchemas.named("Problem"))));
        response.addHeaderObject("X-Request-Id", header("X-Request-Id"));
        if (codes.contains("unauthenticated")) {
            response.addHeaderObject("WWW-Authenticate", header("WWW-Authenticate"));
        }
        if (codes.contains("ledger-unavailable")) {
            response.addHeaderObject("Retry-After", header("Retry-After"));
        }
        components.addResponses(name, response);
        return new ApiResponse().$ref("#/components/responses/" + name);
    }

    static Header header(String name) {
        return new Header().$ref("#/components/headers/" + name);
    }

    private static String name(String code) {
        return Arrays.stream(code.split("-")).map(StringUtils::capitalize).collect(Collectors.joining());
    }
}
