package io.sealbook.standalone.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealbook.api.access.Action;
import io.sealbook.projections.trail.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nothing in the document goes without words, and no words speak of nothing. */
class DocumentTest {
    private static final Pattern CODE =
            Pattern.compile("\\b(?:(?:conflict|gone|unavailable)\\(|of\\(\\s*HttpStatus\\.\\w+,)\\s*\"([a-z-]+)\"");
    private static final Pattern QUERY = Pattern.compile("getQueryParams\\(\\)(\\.get\\(\"(\\w+)\"\\))?");
    private static final Words WORDS = Words.read();

    private static Document document;

    @BeforeAll
    static void read() throws IOException {
        document = Document.committed();
    }

    @Test
    void everyOperationSaysWhatItDoes() {
        List<String> actions =
                Arrays.stream(Action.values()).map(Action::toString).toList();
        assertThat(document.operations()).hasSizeGreaterThan(35).allSatisfy(operation -> {
            JsonNode json = operation.json();
            assertThat(json.path("summary").asText())
                    .as("summary in words.yaml")
                    .matches("[A-Z][^\n]*\\.");
            assertThat(operation.id()).matches("[a-z]+[A-Za-z]*");
            assertThat(actions).containsAll(operation.needs());
            assertThat(json.path("tags")).hasSize(1);
            assertThat(WORDS.rooms()).containsKey(json.path("tags").path(0).asText());
            assertThat(json.path("responses").properties())
                    .anyMatch(answer -> answer.getKey().startsWith("2"))
                    .allSatisfy(answer -> {
                        JsonNode meant = document.resolved(answer.getValue());
                        assertThat(meant.path("description").asText()).isNotBlank();
                        assertThat(meant.path("headers").has("X-Request-Id")).isTrue();
                    });
        });
        assertThat(document.operations()).extracting(Document.Operation::id).doesNotHaveDuplicates();
        assertThat(names(document.root().path("tags"), tag -> tag.path("name").asText()))
                .containsExactlyElementsOf(WORDS.rooms().keySet());
    }

    @Test
    void everyParameterIsDescribed() {
        for (Document.Operation operation : document.operations()) {
            assertThat(operation.parameters()).as(operation.route()).allSatisfy(parameter -> {
                assertThat(parameter.path("description").asText())
                        .as(parameter.path("name").asText())
                        .isNotBlank();
                assertThat(document.resolved(parameter.path("schema"))
                                .path("type")
                                .asText())
                        .isNotBlank();
            });
        }
    }

    @Test
    void everyTypeAndFieldIsDescribed() {
        document.schemas().properties().forEach(schema -> {
            assertThat(schema.getValue().path("description").asText())
                    .as(schema.getKey())
                    .isNotBlank();
            schema.getValue()
                    .path("properties")
                    .properties()
                    .forEach(field -> assertThat(
                                    field.getValue().path("description").asText())
                            .as(schema.getKey() + "/" + field.getKey())
                            .isNotBlank());
        });
    }

    @Test
    void everyBodyHasAnExampleThatKeepsItsSchema() {
        Shape shape = new Shape(document);
        for (Document.Operation operation : document.operations()) {
            if (operation.json().has("requestBody")) {
                JsonNode body = operation.json().at("/requestBody/content/application~1json");
                assertThat(body.has("example")).as(operation.route()).isTrue();
                assertThat(shape.faults(operation.route(), body.path("example"), body.path("schema")))
                        .isEmpty();
            }
        }
    }

    @Test
    void theseAreThePlacesWhereSecretsCross() {
        List<String> secrets = new ArrayList<>();
        document.schemas()
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(field -> {
                            if (field.getValue().path("format").asText().equals("password")) {
                                boolean sent =
                                        field.getValue().path("writeOnly").asBoolean();
                                secrets.add((sent ? "sent " : "shown ") + schema.getKey() + "/" + field.getKey());
                            }
                        }));

        assertThat(secrets)
                .containsExactlyInAnyOrder(
                        "sent ConsumeToken/token",
                        "sent RotateSecret/value",
                        "sent RotateSecret/valueBase64",
                        "sent SignIn/code",
                        "sent WriteSecret/value",
                        "sent WriteSecret/valueBase64",
                        "shown CreatedKey/key",
                        "shown DeliveryFile/valueBase64",
                        "shown IssuedToken/token",
                        "shown SignInLink/url",
                        "shown ValueAnswer/value",
                        "shown ValueAnswer/valueBase64");
    }

    @Test
    void noTypeOfAFrameworkLeaksOut() {
        assertThat(propertyNames(document.root().path("components"), "schemas"))
                .doesNotContain("DataBuffer", "ServerSentEventObject", "JsonNode", "Object", "Sensitive");
    }

    @Test
    void noWordsAreLeftOver() {
        Set<String> parameters = new TreeSet<>();
        document.operations()
                .forEach(operation -> parameters.addAll(
                        names(operation.parameters(), each -> each.path("name").asText())));
        Set<String> fields = new TreeSet<>();
        document.schemas().forEach(schema -> fields.addAll(propertyNames(schema)));
        String answers = document.root().path("components").path("responses").toString();
        String whole = document.root().toString();

        assertThat(WORDS.routes().keySet())
                .containsExactlyInAnyOrderElementsOf(names(document.operations(), Document.Operation::route));
        assertThat(WORDS.parameters().keySet()).containsExactlyInAnyOrderElementsOf(parameters);
        assertThat(WORDS.fields().keySet()).isSubsetOf(fields);
        assertThat(WORDS.headers().keySet()).allMatch(name -> whole.contains("#/components/headers/" + name + "\""));
        assertThat(WORDS.problems().keySet()).allMatch(code -> answers.contains("`" + code + "`: "));
        WORDS.schemas()
                .forEach((name, said) -> assertThat(propertyNames(said))
                        .as(name)
                        .isSubsetOf(propertyNames(document.schemas().required(name))));
        assertThat(WORDS.others().keySet())
                .isSubsetOf(propertyNames(document.root().path("components"), "schemas"));
    }

    @Test
    void everyProblemOfTheCodeHasWords() throws IOException {
        Set<String> codes = new TreeSet<>();
        for (Path source : sources()) {
            if (Files.readString(source).contains("Problem")) {
                codes.addAll(found(CODE, source).map(match -> match.group(1)).toList());
            }
        }
        assertThat(codes).contains("not-found", "secret-deleted", "read-model-behind");
        assertThat(WORDS.problems().keySet()).containsAll(codes);
    }

    @Test
    void everyParameterThatTheCodeReadsBesidesIsDescribed() throws IOException {
        List<String> filtered = new ArrayList<>();
        Set<String> known = document.operations().stream()
                .flatMap(operation -> operation.parameters().stream())
                .map(parameter -> parameter.path("name").asText())
                .collect(Collectors.toSet());
        for (Path source : sources()) {
            found(QUERY, source).forEach(match -> {
                if (match.group(2) == null) {
                    filtered.add(source.getFileName().toString());
                } else {
                    assertThat(known).as(source.toString()).contains(match.group(2));
                }
            });
        }
        assertThat(filtered)
                .as("only the filter of the trail reads all parameters")
                .containsOnly("TrailRoutes.java");
        assertThat(document.operations().stream()
                        .filter(operation -> operation.parameters().stream()
                                .anyMatch(parameter ->
                                        parameter.path("name").asText().equals(Field.ACTOR.parameter()))))
                .hasSameSizeAs(filtered)
                .allSatisfy(operation -> assertThat(names(
                                operation.parameters(),
                                each -> each.path("name").asText()))
                        .containsAll(Arrays.stream(Field.values())
                                .map(Field::parameter)
                                .toList())
                        .contains("from", "to"));
    }

    private static <T> List<String> names(Iterable<T> things, Function<T, String> name) {
        List<String> names = new ArrayList<>();
        things.forEach(thing -> names.add(name.apply(thing)));
        return names;
    }

    private static List<String> propertyNames(JsonNode schema) {
        return propertyNames(schema, "properties");
    }

    private static List<String> propertyNames(JsonNode node, String under) {
        List<String> names = new ArrayList<>();
        node.path(under).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Stream<MatchResult> found(Pattern pattern, Path source) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(source));
        return matcher.results();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("ledger/store", "ledger/server", "projections")) {
            try (Stream<Path> files =
                    Files.walk(Document.REPOSITORY.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
