package io.sealbook.api.http;

import io.sealbook.api.TokenId;

/** Body of {@code POST /v1/deployments/{id}/thefts}: a token of the deployment over which an alarm was raised. */
public record StolenToken(TokenId token) {}
