/**
 * The delivery worker: brings about on one container engine what the ledger orders for one target. It is a reconciler:
 * each step looks, decides by a pure function, and does one thing, so it may die anywhere and go on from what it finds.
 */
@NullMarked
package io.sealbook.worker;

import org.jspecify.annotations.NullMarked;
