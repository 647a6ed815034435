package io.sealbook.api.http;

/**
 * One field of an event, to be told to a stranger or not.
 *
 * @param disclosure salt, name and value as RFC 9901 §4.2 encodes them: what the leaf holds the SHA-256 of
 */
public record DisclosedField(String name, String disclosure) {}
