package io.sealbook.api.http;

import io.sealbook.api.Sensitive;
import java.time.Instant;

/** A link that signs one browser in, once; its code stands in the fragment, which browsers do not send. */
public record SignInLink(Sensitive url, Instant expiresAt) {}
