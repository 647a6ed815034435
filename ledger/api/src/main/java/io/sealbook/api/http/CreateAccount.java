package io.sealbook.api.http;

import io.sealbook.api.AccountId;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/service-accounts}; {@code targets} makes it a worker's account. */
public record CreateAccount(
        AccountId name, List<Rule> rules, @Nullable List<TargetName> targets) {}
