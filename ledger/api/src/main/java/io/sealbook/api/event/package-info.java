/** What can happen: every event of the ledger, its wire name and the streams that it belongs to. */
@NullMarked
package io.sealbook.api.event;

import org.jspecify.annotations.NullMarked;
