/** Who did what, when, to which secret, with what outcome: the audit trail as rows that can be searched. */
@NullMarked
package io.sealbook.projections.trail;

import org.jspecify.annotations.NullMarked;
