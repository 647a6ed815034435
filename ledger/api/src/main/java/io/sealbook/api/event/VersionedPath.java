package io.sealbook.api.event;

import io.sealbook.api.SecretPath;

/** One value of one secret, by name. */
public record VersionedPath(SecretPath path, int version) {}
