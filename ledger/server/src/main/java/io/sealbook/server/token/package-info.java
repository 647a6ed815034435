/** Bootstrap tokens: issued for a deployment, good for one use. */
@NullMarked
package io.sealbook.server.token;

import org.jspecify.annotations.NullMarked;
