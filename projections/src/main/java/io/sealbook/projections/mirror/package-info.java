/** Kafka: every event that a signed checkpoint covers, once and in order. The only room that knows Kafka. */
@NullMarked
package io.sealbook.projections.mirror;

import org.jspecify.annotations.NullMarked;
