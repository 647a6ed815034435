/** What every HTTP service of Sealbook does alike: who is asking, request ids, refusals and problems (RFC 9457). */
@NullMarked
package io.sealbook.edge;

import org.jspecify.annotations.NullMarked;
