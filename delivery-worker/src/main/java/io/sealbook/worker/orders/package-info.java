/** What the worker shall bring about: the long poll for orders. */
@NullMarked
package io.sealbook.worker.orders;

import org.jspecify.annotations.NullMarked;
