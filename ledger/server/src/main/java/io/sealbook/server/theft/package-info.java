/** Stolen tokens: what a deployment does about them, as its policy says. */
@NullMarked
package io.sealbook.server.theft;

import org.jspecify.annotations.NullMarked;
