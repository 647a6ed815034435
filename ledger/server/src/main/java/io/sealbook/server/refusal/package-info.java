/** Refusals of known and unknown callers, put on record. */
@NullMarked
package io.sealbook.server.refusal;

import org.jspecify.annotations.NullMarked;
