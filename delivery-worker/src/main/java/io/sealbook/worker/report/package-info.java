/** What became of an order, told to the ledger. */
@NullMarked
package io.sealbook.worker.report;

import org.jspecify.annotations.NullMarked;
