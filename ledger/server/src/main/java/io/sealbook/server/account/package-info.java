/** Accounts, their keys, and sign-in to the page. */
@NullMarked
package io.sealbook.server.account;

import org.jspecify.annotations.NullMarked;
