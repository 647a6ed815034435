package io.sealbook.access;

import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What a set of rules allows. Nothing is allowed unless a rule allows it; allows add up; a deny that matches always wins;
 * the order of rules never matters.
 */
public final class Permissions {
    public static final Permissions NONE = new Permissions(List.of());

    private final List<Compiled> rules;

    public Permissions(List<Rule> rules) {
        this.rules = rules.stream().map(Compiled::of).toList();
    }

    /** Whether the action is allowed at all, on whatever path; a rule that denies it everywhere wins. */
    public boolean allow(Action action) {
        return rules.stream().anyMatch(rule -> rule.allows(action))
                && rules.stream().noneMatch(rule -> rule.denies(action) && rule.everywhere());
    }

    /** Whether the action is allowed on this path. */
    public boolean allow(Action action, SecretPath path) {
        PathContainer segments = PathContainer.parsePath("/" + path.value());
        return rules.stream().anyMatch(rule -> rule.allows(action) && rule.matches(segments))
                && rules.stream().noneMatch(rule -> rule.denies(action) && rule.matches(segments));
    }

    /** Every action that is allowed somewhere. */
    public Set<Action> actions() {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (allow(action)) {
                allowed.add(action);
            }
        }
        return allowed;
    }

    private record Compiled(Rule rule, List<PathPattern> patterns) {
        static Compiled of(Rule rule) {
            return new Compiled(
                    rule,
                    rule.paths().stream()
                            .map(pattern -> PathPatternParser.defaultInstance.parse("/" + pattern.value()))
                            .toList());
        }

        boolean allows(Action action) {
            return rule.effect() == Rule.Effect.ALLOW && rule.actions().contains(action);
        }

        boolean denies(Action action) {
            return rule.effect() == Rule.Effect.DENY && rule.actions().contains(action);
        }

        // A denial without paths denies everywhere; an allowance without paths allows on no path.
        boolean everywhere() {
            return patterns.isEmpty()
                    || rule.paths().stream().anyMatch(pattern -> pattern.value().equals("**"));
        }

        boolean matches(PathContainer path) {
            return (patterns.isEmpty() && rule.effect() == Rule.Effect.DENY)
                    || patterns.stream().anyMatch(pattern -> pattern.matches(path));
        }
    }
}
