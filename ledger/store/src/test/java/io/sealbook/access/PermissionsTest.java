package io.sealbook.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.PathPattern;
import io.sealbook.api.access.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
    private static final SecretPath DB = new SecretPath("prod/db");

    @Test
    void nothingIsAllowedWithoutARule() {
        for (Action action : Action.values()) {
            assertThat(Permissions.NONE.allow(action)).isFalse();
            assertThat(Permissions.NONE.allow(action, DB)).isFalse();
        }
    }

    @Test
    void aRuleAllowsItsActionsAndNoOther() {
        Permissions permissions = of(allow("prod/**", Action.SECRET_WRITE));
        for (Action action : Action.values()) {
            assertThat(permissions.allow(action)).isEqualTo(action == Action.SECRET_WRITE);
            assertThat(permissions.allow(action, DB)).isEqualTo(action == Action.SECRET_WRITE);
        }
        assertThat(permissions.actions()).containsExactly(Action.SECRET_WRITE);
    }

    @ParameterizedTest
    @CsvSource({
        "prod/**, prod/db, true",
        "prod/**, prod/a/b/c, true",
        "prod/**, prod, true",
        "prod/**, production/db, false",
        "prod/**, staging/prod/db, false",
        "prod/*, prod/db, true",
        "prod/*, prod, false",
        "prod/*, prod/a/b, false",
        "*/db, prod/db, true",
        "*/db, db, false",
        "*/db, a/b/db, false",
        "**, anything/at/all, true",
        "prod/db, prod/db, true",
        "prod/db, prod/db2, false",
        "prod/db, prod/DB, false",
        "prod.d/*, prodxd/a, false"
    })
    void aPatternMeansWholeSegments(String pattern, String path, boolean matches) {
        assertThat(of(allow(pattern, Action.VALUE_READ)).allow(Action.VALUE_READ, new SecretPath(path)))
                .isEqualTo(matches);
    }

    @Test
    void anAllowanceWithoutPathsAllowsOnNoPath() {
        Permissions permissions = of(Rule.allow(Action.VALUE_READ));

        assertThat(permissions.allow(Action.VALUE_READ)).isTrue();
        assertThat(permissions.allow(Action.VALUE_READ, DB)).isFalse();
    }

    @Test
    void aDenialWithoutPathsDeniesEverywhere() {
        Permissions permissions = of(allow("**", Action.VALUE_READ), deny(List.of(), Action.VALUE_READ));

        assertThat(permissions.allow(Action.VALUE_READ)).isFalse();
        assertThat(permissions.allow(Action.VALUE_READ, DB)).isFalse();
    }

    @Test
    void aDenialWins() {
        Permissions permissions = of(
                allow("prod/**", Action.VALUE_READ),
                deny(List.of("prod/root/**"), Action.VALUE_READ),
                allow("prod/root/ca", Action.VALUE_READ));

        assertThat(permissions.allow(Action.VALUE_READ, DB)).isTrue();
        assertThat(permissions.allow(Action.VALUE_READ, new SecretPath("prod/root/ca")))
                .isFalse();
    }

    @Test
    void theOrderOfRulesNeverMattersAndDenialsOnlyTakeAway_seed_20261122() {
        Random random = new Random(20261122);
        for (int round = 0; round < 500; round++) {
            List<Rule> rules = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                rules.add(rule(random));
            }
            List<Rule> shuffled = new ArrayList<>(rules);
            Collections.shuffle(shuffled, random);
            Rule denial = deny(List.of(pattern(random)), action(random));
            List<Rule> more = new ArrayList<>(rules);
            more.add(random.nextInt(more.size() + 1), denial);
            for (int i = 0; i < 10; i++) {
                Action action = action(random);
                SecretPath path = path(random);
                boolean allowed = new Permissions(rules).allow(action, path);

                assertThat(new Permissions(shuffled).allow(action, path))
                        .as("%s on %s under %s", action, path, rules)
                        .isEqualTo(allowed)
                        .isEqualTo(byDefinition(rules, action, path));
                assertThat(new Permissions(more).allow(action, path) && !allowed)
                        .isFalse();
                assertThat(new Permissions(shuffled).allow(action)).isEqualTo(new Permissions(rules).allow(action));
                assertThat(allowed && !new Permissions(rules).allow(action)).isFalse();
            }
        }
    }

    // The definition again, on plain lists of segments.
    private static boolean byDefinition(List<Rule> rules, Action action, SecretPath path) {
        boolean allowed = false;
        for (Rule rule : rules) {
            if (rule.actions().contains(action) && rule.paths().stream().anyMatch(pattern -> matches(pattern, path))) {
                if (rule.effect() == Rule.Effect.DENY) {
                    return false;
                }
                allowed = true;
            }
        }
        return allowed;
    }

    private static boolean matches(PathPattern pattern, SecretPath path) {
        List<String> wanted = Arrays.asList(pattern.value().split("/", -1));
        List<String> given = Arrays.asList(path.value().split("/", -1));
        boolean open = wanted.getLast().equals("**");
        int fixed = open ? wanted.size() - 1 : wanted.size();
        if (open ? given.size() < fixed : given.size() != fixed) {
            return false;
        }
        for (int i = 0; i < fixed; i++) {
            if (!wanted.get(i).equals("*") && !wanted.get(i).equals(given.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Permissions of(Rule... rules) {
        return new Permissions(List.of(rules));
    }

    private static Rule allow(String pattern, Action... actions) {
        return Rule.allow(Set.of(actions), pattern);
    }

    private static Rule deny(List<String> patterns, Action... actions) {
        return new Rule(
                Rule.Effect.DENY,
                Set.of(actions),
                patterns.stream().map(PathPattern::new).toList());
    }

    private static Rule rule(Random random) {
        EnumSet<Action> actions = EnumSet.of(action(random), action(random));
        List<PathPattern> patterns = random.nextInt(8) == 0
                ? List.of(new PathPattern("**"))
                : List.of(new PathPattern(pattern(random)), new PathPattern(pattern(random)));
        return new Rule(random.nextInt(3) == 0 ? Rule.Effect.DENY : Rule.Effect.ALLOW, actions, patterns);
    }

    private static Action action(Random random) {
        return new Action[] {Action.VALUE_READ, Action.SECRET_WRITE, Action.SECRET_LIST}[random.nextInt(3)];
    }

    private static String pattern(Random random) {
        StringBuilder pattern = new StringBuilder(random.nextBoolean() ? "*" : word(random));
        for (int i = random.nextInt(2); i > 0; i--) {
            pattern.append('/').append(random.nextBoolean() ? "*" : word(random));
        }
        return random.nextBoolean() ? pattern + "/**" : pattern.toString();
    }

    private static SecretPath path(Random random) {
        StringBuilder path = new StringBuilder(word(random));
        for (int i = random.nextInt(3); i > 0; i--) {
            path.append('/').append(word(random));
        }
        return new SecretPath(path.toString());
    }

    private static String word(Random random) {
        return new String[] {"a", "b", "a.b"}[random.nextInt(3)];
    }
}
