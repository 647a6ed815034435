/** The log for strangers: proofs that an event is in the tree. */
@NullMarked
package io.sealbook.server.log;

import org.jspecify.annotations.NullMarked;
