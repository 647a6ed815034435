package io.sealbook.api.http;

import io.sealbook.api.Sensitive;

/** Body of {@code POST /v1/sessions}: the code of a sign-in link. */
public record SignIn(Sensitive code) {}
