package io.sealbook.standalone.documentation;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the code cannot say of itself, as {@code words.yaml} has it. Schemas there are laid over what the code says. */
record Words(
        String about,
        Map<String, String> rooms,
        Map<String, JsonNode> identities,
        Map<String, Route> routes,
        Map<String, Parameter> parameters,
        Map<String, JsonNode> headers,
        Map<String, String> problems,
        Map<String, String> fields,
        Map<String, ObjectNode> schemas,
        Map<String, JsonNode> others) {

    /**
     * One operation.
     *
     * @param needs alternatives, each of one or more actions
     * @param open whether it needs no identity
     * @param answers what a success of this status means
     * @param filtered whether it takes the filter of the trail
     * @param reads schemas of the body by media type, where the code does not say
     * @param writes schemas of the answer by media type, where the code does not say
     * @param refuses the codes of its own problems by status
     */
    record Route(
            String id,
            String room,
            String summary,
            @Nullable String description,
            List<String> needs,
            boolean open,
            Map<Integer, String> answers,
            List<String> headers,
            boolean filtered,
            Map<String, Parameter> takes,
            Map<String, String> reads,
            Map<String, String> writes,
            Map<Integer, List<String>> refuses,
            @Nullable JsonNode example) {}

    /** What a parameter means; {@code schema} is a fragment to lay over, or the name of another schema. */
    record Parameter(
            @Nullable String in,
            @Nullable Boolean required,
            @Nullable String description,
            @Nullable JsonNode schema) {}

    private static final JsonSetter.Value LEFT_OUT_IS_EMPTY = JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY);

    static Words read() {
        YAMLMapper yaml = YAMLMapper.builder()
                .withConfigOverride(Map.class, maps -> maps.setSetterInfo(LEFT_OUT_IS_EMPTY))
                .withConfigOverride(List.class, lists -> lists.setSetterInfo(LEFT_OUT_IS_EMPTY))
                .build();
        try (InputStream words = Objects.requireNonNull(Words.class.getResourceAsStream("words.yaml"))) {
            return yaml.readValue(words, Words.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
