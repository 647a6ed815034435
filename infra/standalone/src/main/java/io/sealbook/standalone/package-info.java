/** All of Sealbook in one JVM, on an embedded PostgreSQL unless the environment names another: what {@code ./run} starts. */
@NullMarked
package io.sealbook.standalone;

import org.jspecify.annotations.NullMarked;
