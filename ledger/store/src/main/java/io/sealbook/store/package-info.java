/**
 * The event storage engine: appends by group commit, sources, streams. The only room that knows the tables of the ledger;
 * those of the data keys are known to the seals.
 */
@NullMarked
package io.sealbook.store;

import org.jspecify.annotations.NullMarked;
