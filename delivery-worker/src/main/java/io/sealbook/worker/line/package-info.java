/** The worker's line to the ledger: HTTP with the worker's own key, and nothing else. */
@NullMarked
package io.sealbook.worker.line;

import org.jspecify.annotations.NullMarked;
