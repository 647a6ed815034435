/** The part of the benchmarks that must be inside the room of secrets. */
@NullMarked
package io.sealbook.server.secret;

import org.jspecify.annotations.NullMarked;
