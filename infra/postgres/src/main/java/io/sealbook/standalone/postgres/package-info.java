/** The PostgreSQL that Sealbook brings along: durable, on loopback only, and able to start after any crash. */
@NullMarked
package io.sealbook.standalone.postgres;

import org.jspecify.annotations.NullMarked;
