/** Requests to the ledger: what only it may append. */
@NullMarked
package io.sealbook.projections.line;

import org.jspecify.annotations.NullMarked;
