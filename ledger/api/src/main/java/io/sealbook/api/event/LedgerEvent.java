package io.sealbook.api.event;

import java.util.List;

/**
 * A fact that the ledger holds for ever. An event carries metadata only: the value of a secret travels beside it,
 * sealed, and is no part of any of these records.
 */
public sealed interface LedgerEvent permits SecretEvent, TokenEvent, DeploymentEvent, AccountEvent, RefusalEvent {

    /** The stream that owns the event and counts it. */
    StreamName stream();

    /** Further streams whose readers must see the event; append conditions may name them. */
    default List<StreamName> alsoIn() {
        return List.of();
    }
}
