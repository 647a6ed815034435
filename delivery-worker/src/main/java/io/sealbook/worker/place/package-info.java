/**
 * Putting secrets into the memory of containers: the engine, the memory root on its host, the gate. Docker is known
 * here and nowhere else.
 */
@NullMarked
package io.sealbook.worker.place;

import org.jspecify.annotations.NullMarked;
