/** The words of permission: actions, rules and path patterns. */
@NullMarked
package io.sealbook.api.access;

import org.jspecify.annotations.NullMarked;
