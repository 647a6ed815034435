/** Secrets: write, rotate, describe, delete, restore, and read once it is recorded. */
@NullMarked
package io.sealbook.server.secret;

import org.jspecify.annotations.NullMarked;
