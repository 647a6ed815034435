package io.sealbook.api.event;

/**
 * A JSON view: fields marked with it (digests of tokens and keys) never leave the ledger: they are not published to
 * Kafka, kept in read models or shown.
 */
public interface Inside {
    /** The view of everybody else. Mappers that publish use this one. */
    interface Published {}
}
