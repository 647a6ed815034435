package io.sealbook.projections.trail;

import io.sealbook.edge.Problem;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Which events: per field any of some values and none of others, from an instant (included) to another (not included).
 * Read strictly, because a filter that was silently dropped would show a trail that looks complete and is not.
 */
record Filter(
        Map<Field, Terms> terms,
        @Nullable Instant from,
        @Nullable Instant to) {
    private static final String INSTANT_RULE = "is an RFC 3339 time in UTC, such as 2026-11-22T06:00:00Z";
    // RFC 3339 gives a year four digits. Java reads more, and neither its arithmetic nor the database would bear them.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    Filter {
        Map<Field, Terms> inOrder = new EnumMap<>(Field.class);
        inOrder.putAll(terms);
        terms = Collections.unmodifiableMap(inOrder); // equal filters make equal SQL, which the database prepares once
    }

    record Terms(List<String> any, List<String> none) {
        Terms {
            any = List.copyOf(any);
            none = List.copyOf(none);
        }
    }

    /** The filter in these parameters; {@code others} are the parameters that the route takes besides. */
    static Filter of(MultiValueMap<String, String> parameters, Set<String> others) {
        requireKnown(parameters.keySet(), others);
        Map<Field, Terms> terms = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            List<String> values = parameters.get(field.parameter());
            if (values != null) {
                terms.put(field, terms(field, values));
            }
        }
        return new Filter(terms, instant(parameters, "from"), instant(parameters, "to"));
    }

    private static void requireKnown(Set<String> given, Set<String> others) {
        Set<String> known = Arrays.stream(Field.values()).map(Field::parameter).collect(Collectors.toSet());
        known.addAll(Set.of("from", "to"));
        known.addAll(others);
        Set<String> unknown = new HashSet<>(given);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw Problem.badRequest(
                    "query", "has no parameters but " + known.stream().sorted().collect(Collectors.joining(", ")));
        }
    }

    private static Terms terms(Field field, List<String> values) {
        List<String> any = new ArrayList<>();
        List<String> none = new ArrayList<>();
        for (String given : values) {
            String value = Objects.toString(given, ""); // a parameter without '=' has no value at all
            boolean not = value.startsWith("!");
            String word = not ? value.substring(1) : value;
            if (!field.rule().holds().test(word)) {
                throw Problem.badRequest(field.parameter(), field.rule().words());
            }
            (not ? none : any).add(word);
        }
        if (any.size() + none.size() > Field.MOST_VALUES) {
            throw Problem.badRequest(field.parameter(), "is given at most " + Field.MOST_VALUES + " times");
        }
        return new Terms(any, none);
    }

    private static @Nullable Instant instant(MultiValueMap<String, String> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() == 1) {
            try {
                Instant instant = Instant.parse(Objects.toString(values.getFirst(), ""));
                if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                    return instant;
                }
            } catch (DateTimeParseException _) {
                // Told below, in the same words.
            }
        }
        throw Problem.badRequest(name, INSTANT_RULE);
    }
}
