/** Read models of the ledger, and what is served from them. All of it may be dropped and rebuilt. */
@NullMarked
package io.sealbook.projections;

import org.jspecify.annotations.NullMarked;
