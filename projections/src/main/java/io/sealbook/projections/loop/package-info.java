/** How a read model follows the ledger: in order, exactly once, rebuilt beside itself while it serves. */
@NullMarked
package io.sealbook.projections.loop;

import org.jspecify.annotations.NullMarked;
