/** Benchmarks of the ledger and of the delivery worker: one class for each question, each against a reference measured in the same run. */
@NullMarked
package io.sealbook.bench;

import org.jspecify.annotations.NullMarked;
