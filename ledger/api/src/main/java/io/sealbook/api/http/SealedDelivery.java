package io.sealbook.api.http;

import io.sealbook.api.DeploymentId;

/**
 * The lines of a delivery, sealed to one X25519 key: HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256 and AES-256-GCM, the info {@code sealbook-bootstrap/v1} and the associated data
 * {@code <deployment>/<generation>}, both in ASCII.
 *
 * @param sealed as base64: the encapsulated key (32 bytes), then the ciphertext
 */
public record SealedDelivery(DeploymentId deployment, int generation, String sealed) implements DeliveryAnswer {}
