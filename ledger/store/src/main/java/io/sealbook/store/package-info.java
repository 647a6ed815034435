/** The event storage engine: appends by group commit, sources, streams. The only room of the ledger that knows SQL. */
@NullMarked
package io.sealbook.store;

import org.jspecify.annotations.NullMarked;
