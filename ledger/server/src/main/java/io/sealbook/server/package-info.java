/** The ledger as a service: one room for each thing that people talk about. */
@NullMarked
package io.sealbook.server;

import org.jspecify.annotations.NullMarked;
