/**
 * The shared language of Sealbook: ids and plain facts that every module may use.
 *
 * <p>It changes by addition only; its JSON is pinned in {@code docs/contract}.
 */
@NullMarked
package io.sealbook.api;

import org.jspecify.annotations.NullMarked;
