/** Deployments: what shall run with which secrets, and what workers say came of it. */
@NullMarked
package io.sealbook.server.deployment;

import org.jspecify.annotations.NullMarked;
