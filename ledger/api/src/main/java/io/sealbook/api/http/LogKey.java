package io.sealbook.api.http;

/**
 * A key that signs checkpoints.
 *
 * @param name of the key, which is the log's origin
 * @param algorithm how it signs
 * @param key as verifiers take it (C2SP signed-note): name, id and base64, joined by plus signs
 */
public record LogKey(String name, String algorithm, String key) {}
