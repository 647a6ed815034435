/** How a worker gets the values of one order: a token of its own, issued and consumed at once. */
@NullMarked
package io.sealbook.worker.redeem;

import org.jspecify.annotations.NullMarked;
