/** The Merkle tree of RFC 9162, its proofs, and the leaf format. The JDK is all it needs. */
@NullMarked
package io.sealbook.proof;

import org.jspecify.annotations.NullMarked;
