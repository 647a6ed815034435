/** What shall run, what does, what is stale; and the orders that bring the two together. */
@NullMarked
package io.sealbook.projections.deployments;

import org.jspecify.annotations.NullMarked;
