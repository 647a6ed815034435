/** Which secrets there are, with their versions; never a value. */
@NullMarked
package io.sealbook.projections.inventory;

import org.jspecify.annotations.NullMarked;
