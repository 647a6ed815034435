package io.sealbook.api.http;

import io.sealbook.api.AccountId;
import io.sealbook.api.access.Action;
import java.time.Instant;
import java.util.Set;

/** Who the caller is and what they may do at all. */
public record SessionAnswer(AccountId account, Set<Action> actions, Instant expiresAt) {}
