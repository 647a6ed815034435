package io.sealbook.projections.trail;

import io.sealbook.api.SecretPath;
import io.sealbook.api.access.PathPattern;
import io.sealbook.api.event.EventType;
import io.sealbook.api.http.AuditEvent.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A rule for what may be searched for: in words, as the words there are if they are known, and as a test. */
public record ValueRule(String words, List<String> known, Predicate<String> holds) {
    static final ValueRule WORD = open("is 1 to 200 visible characters", ValueRule::isWord);
    static final ValueRule PATHS =
            open("is a path or a pattern of paths: " + PathPattern.RULE, ValueRule::isPathOrPattern);
    static final ValueRule ACTIONS = oneOf(Arrays.stream(EventType.values()).map(EventType::action));
    static final ValueRule TYPES = oneOf(Arrays.stream(EventType.values()).map(EventType::wire));
    static final ValueRule OUTCOMES =
            oneOf(Arrays.stream(Outcome.values()).map(outcome -> outcome.name().toLowerCase(Locale.ROOT)));

    public ValueRule {
        known = List.copyOf(known);
    }

    private static ValueRule open(String words, Predicate<String> holds) {
        return new ValueRule(words, List.of(), holds);
    }

    private static ValueRule oneOf(Stream<String> words) {
        List<String> known = words.sorted().toList();
        return new ValueRule("is one of " + String.join(", ", known), known, Set.copyOf(known)::contains);
    }

    private static boolean isWord(String value) {
        return !value.isEmpty() && value.length() <= 200 && value.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isPathOrPattern(String value) {
        try {
            return value.contains("*")
                    ? new PathPattern(value).value().equals(value)
                    : new SecretPath(value).value().equals(value);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
