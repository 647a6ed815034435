package io.sealbook.api.http;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import java.util.List;

/** A service account. Its id is its name. */
public record AccountAnswer(
        AccountId id, Actor.Kind kind, List<Rule> rules, List<TargetName> targets, boolean disabled) {
    public AccountAnswer {
        rules = List.copyOf(rules);
        targets = List.copyOf(targets);
    }
}
