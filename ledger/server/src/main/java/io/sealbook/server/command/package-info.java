/** How a command becomes events: load the states, decide, append, answer after the commit. */
@NullMarked
package io.sealbook.server.command;

import org.jspecify.annotations.NullMarked;
