/** Serves the web page under {@code /ui/}, with the headers that keep it honest. */
@NullMarked
package io.sealbook.projections.page;

import org.jspecify.annotations.NullMarked;
