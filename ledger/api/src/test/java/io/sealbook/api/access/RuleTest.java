package io.sealbook.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleTest {
    private static final Set<Action> MIXED = Set.of(Action.VALUE_READ, Action.DEPLOYMENT_WRITE);

    @Test
    void pathsBoundActionsOnSecrets() {
        assertThat(Rule.allow(Set.of(Action.VALUE_READ, Action.SECRET_LIST), "prod/**", "*/db")
                        .saysWhatItDoes())
                .isTrue();
        assertThat(Rule.allow(MIXED, "**").saysWhatItDoes()).isTrue();
        assertThat(new Rule(Rule.Effect.DENY, MIXED, List.of()).saysWhatItDoes())
                .isTrue();
    }

    @Test
    void aRuleThatSeemsToBoundAnActionWithoutAPathSaysNotWhatItDoes() {
        assertThat(Rule.allow(MIXED, "team-a/**").saysWhatItDoes()).isFalse();
        assertThat(new Rule(Rule.Effect.DENY, Set.of(Action.DEPLOYMENT_WRITE), List.of(new PathPattern("prod/**")))
                        .saysWhatItDoes())
                .isFalse();
    }

    @Test
    void thePathsOfARuleConcernSecretsAndTheirValuesAlone() {
        for (Action action : Action.values()) {
            assertThat(action.onPaths())
                    .as(action.toString())
                    .isEqualTo(action.toString().startsWith("secret:") || action == Action.VALUE_READ);
        }
    }
}
