/** Who is asking, and may they: keys, rules, and a view of both that follows the ledger. */
@NullMarked
package io.sealbook.access;

import org.jspecify.annotations.NullMarked;
